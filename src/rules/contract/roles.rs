//! What a thing of a rule set is to the program and the templates: a word in the rules (`role:`, `board:`, `mark:`), so
//! that an id is the rule set's own affair.

use crate::rules::words::closed;

closed! {
    /// What the program reads a rule for; at most one rule has each.
    RuleRole "role of a rule" {
        EffectShown "effect-shown", "better results, on the map";
        Proven "proven", "proof, on the map";
        DriversInPlace "drivers-in-place", "implementation, on the map";
        Faithful "faithful", "implementation, on the map";
        BlockReady "block-ready", "a building block, which needs no proof";
        Sustained "sustained", "a part of the bar";
        Replicated "replicated", "a part of the bar";
        Diverse "diverse", "a part of the bar";
        SeveralYears "several-years", "a part of the bar";
    }
    /// What the program gives a recommendation for.
    RecommendationRole "role of a recommendation" {
        SetAside "set-aside", "what is not judged, and so in no picture";
    }
    /// How a board is asked to decide on a recommendation.
    Board "way to ask a board" {
        End "end", "to end what runs";
        Extend "extend", "to make something available to every school";
        Fund "fund", "to pay for a repair";
    }
    /// Which initiatives a recommendation is given to until a date only.
    Ends "way to end" {
        Always "always", "every one";
        Running "running", "those that run; what is proposed waits without a date";
    }
    /// How a recommendation is drawn: a shape and a colour of the reports.
    Mark "mark" {
        Stop "stop", "an octagon";
        Repair "repair", "a diamond";
        Hold "hold", "a shield";
        Keep "keep", "a cross with broad arms";
        Contain "contain", "a bar";
        Scale "scale", "a triangle that points upwards";
        Spread "spread", "a disc";
        Seed "seed", "a hexagon";
        Wait "wait", "a triangle that points downwards";
        SetAside "set-aside", "a square";
        Other "other", "a disc in the colour of the text";
    }
    /// What a short-term project is about.
    ProjectKind "kind of project" {
        FindOut "find-out", "what answers rest on is asked, once for all initiatives that it is about";
        GoAndSee "go-and-see", "how one initiative is carried out is looked at where that is done, since an answer rests on it";
        Study "study", "something else about one initiative is looked into that takes longer than asking";
        Step "step", "a change on the way to what a recommendation aims at";
        CarryOut "carry-out", "what is advised, where no step of it is worked out";
        Decide "decide", "a decision is prepared: what cannot be taken back, or what a date asks for";
        FirstAnalysis "first-needs-analysis", "the needs analysis at the beginning of a school year";
        SecondAnalysis "second-needs-analysis", "the needs analysis at its end";
    }

    /// What a plan may do with an initiative.
    Move "move of a plan" {
        GoOn "go-on", "go on as it is; of what is proposed, begin";
        Spread "spread", "go to more schools";
        Postpone "postpone", "of what is proposed: begin a year later, or not at all";
        Merge "merge", "run as one with another of its kind that serves the same goal";
        Reduce "reduce", "run with less time and money";
        Pause "pause", "not run for a year";
        End "end", "run no longer";
    }
    /// What the program takes a group of kinds for.
    GroupRole "role of a group of kinds" {
        Block "block", "building blocks, judged by their conditions";
        SetAside "set-aside", "what is not judged";
    }
    /// What a score measures.
    ScoreRole "role of a score" {
        Driver "driver", "an implementation driver";
        Lever "lever", "a lever, in the picture of drivers";
    }
}

impl RuleRole {
    /// The parts of the bar for massive scale.
    pub const BAR: [Self; 4] = [Self::Sustained, Self::Replicated, Self::Diverse, Self::SeveralYears];
}
