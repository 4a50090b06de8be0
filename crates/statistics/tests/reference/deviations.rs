//! Where metafor's default is not metafor run to the end.

/// Fisher scoring stops once tau2 moves by less than 1e-5, so about four digits of a small tau2 hold.
const SCORING: &str = "Fisher scoring stops at a change of 1e-5";
/// The root of Q in tau2 is searched to within 1.2e-4.
const ROOT: &str = "uniroot stops within 1.2e-4";
/// The search for the end of the interval stops at 100, and metafor marks it as reached; the root is 249.46.
const CEILING: &str = "the search ends at tau2 = 100";
/// tau2 is zero; scoring halves its steps towards the boundary and stops at 6.6e-7, so I2 and tau2 are all off.
const BOUNDARY: &str = "scoring stops before the boundary";
/// nlminb stops where the likelihood is flat.
const OPTIMISER: &str = "nlminb stops early";

/// A group of numbers, the largest relative difference between the two runs of metafor, the reason; at the end of
/// the line the number that differs most.
pub const DEVIATIONS: &[(&str, f64, &str)] = &[
    ("bcg EB", 1.2e-04, SCORING),             // pval
    ("bcg ML", 2.0e-04, SCORING),             // pval
    ("bcg PM", 4.8e-04, ROOT),                // pval
    ("bcg REML", 1.8e-04, SCORING),           // pval
    ("bcg ablat", 5.9e-04, SCORING),          // QMp
    ("bcg ablat.knha", 1.1e-04, SCORING),     // QMp
    ("bcg egger.mixed", 2.0e-05, SCORING),    // pval
    ("bcg leave1out.REML", 3.6e-05, SCORING), // tau2
    ("bcg tau2.ci high", 6.5e-06, ROOT),
    ("bcg tau2.ci low", 2.0e-04, ROOT),
    ("district 108 PM", 9.6e-05, ROOT), // tau2
    ("district 108 tau2.ci high", 1.3e-05, ROOT),
    ("district 108 tau2.ci low", 3.7e-04, ROOT),
    ("district 11 tau2.ci high", 3.1e-06, ROOT),
    ("district 12 PM", 1.5e-04, ROOT), // tau2
    ("district 12 tau2.ci high", 2.0e-05, ROOT),
    ("district 12 tau2.ci low", 9.5e-04, ROOT),
    ("district 18 tau2.ci high", 1.4e-05, ROOT),
    ("district 27 PM", 6.6e-03, ROOT),      // pi.lb
    ("district 27 REML", 3.6e-04, SCORING), // pval
    ("district 27 tau2.ci high", 1.3e-06, ROOT),
    ("district 27 tau2.ci low", 9.9e-04, ROOT),
    ("district 56 PM", 4.7e-03, ROOT),      // tau2
    ("district 56 REML", 1.3e-04, SCORING), // tau2
    ("district 56 tau2.ci high", 1.5e-04, ROOT),
    ("district 58 PM", 3.4e-04, ROOT),      // tau2
    ("district 58 REML", 3.3e-04, SCORING), // tau2
    ("district 58 tau2.ci high", 6.3e-04, ROOT),
    ("district 644 PM", 3.0e-05, ROOT),      // tau2
    ("district 644 REML", 1.2e-05, SCORING), // tau2
    ("district 644 tau2.ci high", 1.4e-06, ROOT),
    ("district 71 PM", 2.2e-04, ROOT), // pval
    ("district 71 tau2.ci low", 9.7e-05, ROOT),
    ("district 86 PM", 7.1e-01, ROOT), // ci.ub
    ("district 86 tau2.ci high", 1.5e-04, ROOT),
    ("district 91 PM", 1.2e-03, ROOT), // ci.lb
    ("district 91 tau2.ci high", 4.5e-05, ROOT),
    ("district 91 tau2.ci low", 2.1e-05, ROOT),
    ("edge_heterogeneous EB", 3.6e-05, SCORING),             // tau2
    ("edge_heterogeneous ML", 7.9e-05, SCORING),             // tau2
    ("edge_heterogeneous PM", 6.3e-05, ROOT),                // tau2
    ("edge_heterogeneous REML", 4.1e-05, SCORING),           // tau2
    ("edge_heterogeneous egger.mixed", 3.2e-05, SCORING),    // pval
    ("edge_heterogeneous leave1out.REML", 1.3e-04, SCORING), // tau2
    ("edge_heterogeneous tau2.ci high", 1.5e-05, ROOT),
    ("edge_heterogeneous tau2.ci low", 2.8e-04, ROOT),
    ("edge_heterogeneous trimfill", 1.9e-05, SCORING), // se
    ("edge_two_disagree ML", 6.7e-05, SCORING),        // tau2
    ("edge_two_disagree PM", 1.1e-05, ROOT),           // tau2
    ("edge_two_disagree tau2.ci high", 6.1e-01, CEILING),
    ("edge_two_disagree tau2.ci low", 8.7e-04, ROOT),
    ("konstantopoulos2011 EB", 4.6e-04, SCORING),             // pval
    ("konstantopoulos2011 ML", 2.8e-04, SCORING),             // pval
    ("konstantopoulos2011 PM", 5.9e-04, ROOT),                // pval
    ("konstantopoulos2011 REML", 3.4e-04, SCORING),           // pval
    ("konstantopoulos2011 egger.mixed", 2.2e-05, SCORING),    // zval
    ("konstantopoulos2011 leave1out.REML", 1.2e-04, SCORING), // tau2
    ("konstantopoulos2011 tau2.ci high", 5.5e-06, ROOT),
    ("konstantopoulos2011 tau2.ci low", 3.5e-04, ROOT),
    ("raudenbush1985 EB", 2.4e-04, SCORING),             // tau2
    ("raudenbush1985 ML", 3.3e-03, SCORING),             // tau2
    ("raudenbush1985 PM", 3.0e-04, ROOT),                // tau2
    ("raudenbush1985 REML", 1.8e-03, SCORING),           // tau2
    ("raudenbush1985 egger.mixed", 6.3e-04, SCORING),    // pval
    ("raudenbush1985 leave1out.REML", 9.8e-03, SCORING), // tau2
    ("raudenbush1985 tau2.ci high", 1.3e-04, ROOT),
    ("raudenbush1985 tau2.ci low", 1.2e-03, ROOT),
    ("raudenbush1985 trimfill", 3.4e-05, SCORING),       // se
    ("raudenbush1985 weeks", 3.7e-04, SCORING),          // R2
    ("raudenbush1985 weeks.capped3", 1.0e+00, BOUNDARY), // tau2
    ("two.level.district.only", 5.7e-06, OPTIMISER),     // ci
];
