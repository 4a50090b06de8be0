//! Rule sets read with a piece of text changed, laid over or set, and what is said of it.

use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources, render_text};
use cleardeck::rules::{self, Override, RuleFile, RuleSet};

use crate::common;

/// A rule set that was read, and every problem as it is drawn.
pub struct Read {
    set: Option<RuleSet>,
    pub out: Diagnostics,
    pub drawn: String,
}

impl Read {
    pub fn of(files: &[RuleFile], params: &[&str], mut sources: Sources) -> Self {
        let mut out = Diagnostics::default();
        let mut overrides = Vec::new();
        for param in params {
            let source = sources.add("--param", (*param).to_owned());
            overrides.extend(Override::read(param, source, &mut out));
        }
        let set = rules::load(files, &overrides, &sources, &mut out);
        out.sort();
        let drawn = render_text(&out, &sources, false);
        Self { set, out, drawn }
    }

    /// The rule set; what was read must have no error.
    pub fn set(&self) -> &RuleSet {
        self.set.as_ref().unwrap_or_else(|| panic!("{}", self.drawn))
    }

    /// What its check finds, with the notes of the check among the problems.
    pub fn checked(&mut self) -> analysis::Report {
        let Self { set, out, .. } = self;
        analysis::check(set.as_ref().unwrap(), out)
    }

    /// The shipped rules with some text laid over them.
    pub fn laid_over(text: &str) -> Self {
        let mut sources = Sources::default();
        let mut files = rules::shipped(&mut sources);
        files.extend(rules::shipped_properties(&mut sources));
        let own = format!("extends: shipped\nname: Own\n{text}\n");
        files.push(sources.add("own.yaml", own).into());
        Self::of(&files, &[], sources)
    }

    /// The shipped rules, with parameters set on the command line.
    pub fn with(params: &[&str]) -> Self {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        Self::of(&files, params, sources)
    }

    /// A whole rule set of one's own: the shipped one with one edit, in an item or a file.
    pub fn edited(item: &str, from: &str, to: &str) -> Self {
        let (texts, _) = common::edited(item, from, to);
        let mut sources = Sources::default();
        let own: Vec<RuleFile> = texts
            .into_iter()
            .map(|(name, text)| sources.add(&name, text).into())
            .collect();
        Self::of(&own, &[], sources)
    }

    #[track_caller]
    pub fn refused(&self, input: &str, code: Code, parts: &[&str]) {
        let there = |d: &cleardeck::diagnostics::Diagnostic| {
            d.code == code && d.severity == Severity::Error && !d.help.is_empty()
        };
        assert!(self.out.iter().any(there), "{input}\nno {}:\n{}", code.id(), self.drawn);
        for part in parts {
            assert!(self.drawn.contains(part), "{input}\nnot said: {part}\n{}", self.drawn);
        }
    }

    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        assert!(self.out.is_empty(), "{}", self.drawn);
        self.set().parameter_named(name).unwrap().value.to_string()
    }
}

/// A folder with files of rules of one's own, and the arguments that name it.
pub fn folder(name: &str, files: &[(&str, &str)]) -> String {
    let folder = std::env::temp_dir().join(format!("cleardeck-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder.to_string_lossy().into_owned()
}
