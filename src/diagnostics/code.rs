//! Every kind of problem, with its id and its meaning.

use super::Severity;

macro_rules! codes {
    ($($name:ident $id:literal $severity:ident $meaning:literal;)*) => {
        /// A kind of problem.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $meaning] $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its id, as printed.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What it means, in one line.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// How bad it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

impl Code {
    /// Whether a rule set may say how bad it is: what is worth knowing of a rule set that decides nothing wrongly.
    /// Neither an error nor what says how far the check itself came is among them.
    #[must_use]
    pub fn is_settable(self) -> bool {
        matches!(
            self,
            Self::UnusedParameter
                | Self::UnusedFact
                | Self::UnusedRule
                | Self::UnsaidEffort
                | Self::UnreachableRow
                | Self::NeverTrue
                | Self::AlwaysTrue
                | Self::IdleCondition
                | Self::IdleThreshold
                | Self::ImpliedBy
                | Self::UnreachableOutcome
                | Self::AsksInVain
                | Self::OrderDecides
        )
    }
}

codes! {
    UnreadableFile "unreadable-file" Error "the file cannot be opened or read";
    NotUtf8 "not-utf8" Error "the file is not written in UTF-8";
    OtherEncoding "other-encoding" Note "the file is not UTF-8 and was read in another encoding";
    OpenQuote "open-quote" Error "a quotation mark opens a cell of separated text and never closes";
    TooLarge "too-large" Error "the file or folder is larger than any inventory";
    TooDeep "too-deep" Error "values are nested deeper than is read";
    TooManyNodes "too-many-nodes" Error "the file holds more than is read";
    TooManyAliases "too-many-aliases" Error "anchors and aliases repeat more than is read";
    Syntax "syntax" Error "the file is not well-formed YAML";
    TabIndentation "tab-indentation" Error "a line is indented with a tab";
    SeveralDocuments "several-documents" Error "the file holds more than one document";
    DuplicateKey "duplicate-key" Error "a field stands twice in one group";
    KeyNotText "key-not-text" Error "the name of a field is a list or a group";
    KeyTooLong "key-too-long" Error "the name of a field is over 1,024 bytes";
    MergeKey "merge-key" Error "a merge key is used";
    EmptyFile "empty-file" Error "the file is empty";
    NotAMapping "not-a-mapping" Error "a group of fields is expected";
    NotAList "not-a-list" Error "a list is expected";
    UnknownField "unknown-field" Error "a field that the format does not know";
    MissingField "missing-field" Error "a field that must be there is not";
    WrongType "wrong-type" Error "the value is not of the type or unit of its field";
    WrongFormat "wrong-format" Error "the file is of another format or version";
    DuplicateId "duplicate-id" Error "two things carry the same id";
    UnknownReference "unknown-reference" Error "a school, goal or initiative is named that is not there";
    DependencyCycle "dependency-cycle" Error "initiatives build on each other in a circle";
    LacksContract "lacks-contract" Error "the rule set lacks something that the program reads by name";
    ContradictsGiven "contradicts-given" Warning "two answers that the rule set says exclude each other";
    StatedAgainstCounted "stated-against-counted" Warning "a stated answer and what else is written exclude each other";
    BeforeStart "before-start" Warning "a result from before the initiative began";
    AgainstDirection "against-direction" Warning "an effect points against its stated direction";
    ImplausibleEffect "implausible-effect" Warning "an effect far beyond what programs in schools do";
    ImplausibleError "implausible-error" Warning "a standard error smaller than the number of students allows";
    CodeForMissing "code-for-missing" Warning "a number that is a usual code for a missing value";
    LessIsBetter "less-is-better" Warning "results of a measure of which less is better for students";
    SignificanceAgainstNumbers "significance-against-numbers" Warning "a word on significance and the numbers beside it disagree";
    DissentStep "dissent-step" Error "a step of a dissent is missing, stands twice or says too little";
    DissentAlternative "dissent-alternative" Error "a dissent offers no alternative";
    DissentLoaded "dissent-loaded" Warning "a dissent judges before it says anything";
    DissentPerson "dissent-person" Warning "a dissent names a person";
    StartForm "start-form" Error "a part of a start form is missing, is a placeholder or cannot be held to";
    StartSilence "start-silence" Warning "a start form lets the pilot go on although nobody measured it";
    TranslatedMonths "translated-months" Warning "months of progress stand for a range of effects";
    NotUsed "not-used" Warning "something is read that changes nothing";
    ImpossibleYear "impossible-year" Error "a year that cannot be meant";
    NothingToJudge "nothing-to-judge" Error "the inventory holds no initiative";
    NoDate "no-date" Error "the date of the audit is not given";
    LaterThanAudit "later-than-audit" Warning "dated after the audit's date, so left out";
    DoesNotApply "does-not-apply" Error "something is written of what it cannot be said of";
    EndBeforeStart "end-before-start" Warning "something ends before it starts";
    KindMoved "kind-moved" Note "another kind holds now what the name of an entry suggests";
    NotAWorkbook "not-a-workbook" Error "the file is no workbook that can be read";
    OldWorkbook "old-workbook" Error "the workbook is of a format that is not read";
    PasswordProtected "password-protected" Error "the workbook opens with a password only";
    DamagedWorkbook "damaged-workbook" Error "the workbook is cut off or damaged";
    TooManyCells "too-many-cells" Error "the workbook or table holds more cells than are read";
    MacrosIgnored "macros-ignored" Note "the workbook has macros, which are not run";
    MissingSheet "missing-sheet" Error "a sheet that must be there is not";
    UnknownSheet "unknown-sheet" Warning "a sheet that the format does not know";
    NoHeader "no-header" Error "a sheet has no row of column names";
    DuplicateColumn "duplicate-column" Error "two columns of a sheet have the same meaning";
    RenamedColumn "renamed-column" Error "a column is named almost like one that is known";
    UnknownColumn "unknown-column" Warning "a column that the format does not know";
    AmbiguousCell "ambiguous-cell" Error "a cell can be read in more than one way";
    ErrorCell "error-cell" Error "a cell holds an error of the spreadsheet";
    FormulaWithoutValue "formula-without-value" Warning "a formula whose value was not saved";
    MergedCells "merged-cells" Warning "cells are merged, so their value belongs to the first column, or to each row";
    HiddenCells "hidden-cells" Note "hidden rows, columns or sheets were read";
    StruckCells "struck-cells" Note "cells that are struck through were read";
    RowsAbove "rows-above" Warning "something stands above the row of column names";
    TotalsRow "totals-row" Note "a row of sums was set aside";
    MissingColumn "missing-column" Error "a column that must be there is not";
    EmptyCell "empty-cell" Error "a cell that must hold a value is empty";
    RaggedRow "ragged-row" Error "a row has more or fewer cells than the header";
    OutOfRange "out-of-range" Error "a number outside what its column or its threshold may be";
    NoRows "no-rows" Error "a table has no rows below its header";
    TooManyRows "too-many-rows" Error "a table has more rows than are read";
    UnknownFact "unknown-fact" Error "a rule names a fact that is not declared";
    UnknownRule "unknown-rule" Error "a rule names a rule that is not there";
    UnknownParameter "unknown-parameter" Error "a rule names a parameter that is not there";
    UnknownComparison "unknown-comparison" Error "a comparison that the rule language does not have";
    UnknownSource "unknown-source" Error "a source that nobody declares";
    LongQuestion "long-question" Error "a question of a fact is longer than is read at a glance";
    UnknownOption "unknown-option" Error "an option, subject, type or outcome that is not declared";
    EmptyCondition "empty-condition" Error "a condition asks nothing or can never be met";
    TooDeepCondition "too-deep-condition" Error "a condition has more than two levels of groups";
    CyclicRules "cyclic-rules" Error "rules or facts rest on each other in a circle";
    WrongSubject "wrong-subject" Error "a rule reads a fact of another subject";
    NothingToSay "nothing-to-say" Error "every sentence of a text takes values that may not be on record";
    HunchDecides "hunch-decides" Error "a hunch is used as a criterion, ground or guard";
    NoRules "no-rules" Error "the rule set holds no table or no decision";
    UnsafeCaution "unsafe-caution" Error "what cannot be taken back may stand while a verdict is open";
    NotBorneOut "not-borne-out" Error "a word of the catalogue is stronger than what stands below it";
    UnusedParameter "unused-parameter" Warning "a parameter that no rule reads";
    UnusedFact "unused-fact" Warning "a fact that no rule reads";
    UnusedRule "unused-rule" Warning "a definition or criterion that nothing refers to";
    UnsaidEffort "unsaid-effort" Note "a fact that the decision reads does not say how long an answer takes";
    UnreachableRow "unreachable-row" Warning "a row of a table that nothing can reach";
    NeverTrue "never-true" Warning "a rule that no inventory can make true";
    AlwaysTrue "always-true" Warning "a rule that holds whatever is answered";
    IdleCondition "idle-condition" Warning "a part of a condition that changes nothing";
    IdleThreshold "idle-threshold" Warning "a threshold on either side of which everything comes out alike";
    ImpliedBy "implied-by" Warning "a rule that holds whenever another of its kind does";
    UnreachableOutcome "unreachable-outcome" Warning "a recommendation that can never be given";
    OrderDecides "order-decides" Note "rows of a table that hold at once and say different things";
    GuardPassed "guard-passed" Error "a guard is in force and what it guards against is recommended";
    NotMonotone "not-monotone" Error "more of a good thing lowers the result";
    AsksInVain "asks-in-vain" Note "an unknown whose every answer comes to the same";
    PropertyRefuted "property-refuted" Error "a property that some inventory breaks";
    NotAnalysed "not-analysed" Warning "a question about the rule set that was not settled";
    MoreProblems "more-problems" Error "there are more problems than are listed";
    UntestedRule "untested-rule" Warning "a rule without a case that fires it and one that does not";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn ids_are_kebab_case_and_unique() {
        let mut ids: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
        assert!(ids.iter().all(|id| {
            id.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
        assert!(Code::ALL.iter().all(|c| !c.meaning().is_empty()));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Code::ALL.len());
    }
}
