//! Reads a rule set: the shipped one, one laid over it, or another in its place.

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, SourceId};
use crate::rules::{self, Override, RuleFile, RuleSet};

use super::{Reader, Refused, Source};

/// The extensions of rule files.
const YAML: &[&str] = &["yaml", "yml"];

/// The folder with the cases of a rule set.
const CASES: &str = "tests";

/// Which rule set is wanted, with which thresholds.
#[derive(Clone, Default, Debug)]
pub struct Rules {
    /// Rules of one's own; without them it is the shipped set.
    own: Option<Source>,
    parameters: Vec<String>,
    with_properties: bool,
}

impl Rules {
    /// The rule set that the program carries.
    #[must_use]
    pub fn shipped() -> Self {
        Self::default()
    }

    /// Rules of one's own: a folder, or a file in memory. They are laid over the shipped ones when they say so
    /// (`extends: shipped`), and stand in their place otherwise.
    pub fn of(source: impl Into<Source>) -> Self {
        Self {
            own: Some(source.into()),
            ..Self::default()
        }
    }

    /// With another threshold, as `NAME=VALUE`.
    #[must_use]
    pub fn parameter(mut self, text: impl Into<String>) -> Self {
        self.parameters.push(text.into());
        self
    }

    /// With what must hold of the shipped rules, which only a check of them reads.
    #[must_use]
    pub fn with_properties(mut self) -> Self {
        self.with_properties = true;
        self
    }
}

impl Reader {
    /// The rule set. What is doubtful about it is among the problems.
    ///
    /// # Errors
    /// When it cannot be read, or has an error.
    pub fn rule_set(&mut self, wanted: &Rules) -> Result<RuleSet, Refused> {
        self.sound(|reader| reader.load(wanted))
    }

    fn load(&mut self, wanted: &Rules) -> Option<RuleSet> {
        let own = match &wanted.own {
            None => None,
            Some(source) => {
                let files = self.rule_files(source);
                // without any file, its absence is all there is to tell
                if files.is_empty() && self.problems.has_errors() {
                    return None;
                }
                Some(files)
            }
        };
        // rules laid over the shipped ones are read after them, others in their place
        let carried = own
            .as_ref()
            .is_none_or(|files| rules::are_laid_over(files, &self.sources));
        let mut files: Vec<RuleFile> = Vec::new();
        if carried {
            files.extend(rules::shipped(&mut self.sources));
            if wanted.with_properties {
                files.push(rules::shipped_properties(&mut self.sources));
            }
        }
        files.extend(own.into_iter().flatten().map(RuleFile::from));
        let mut overrides: Vec<Override> = Vec::new();
        for text in &wanted.parameters {
            let source = self.sources.add("--param", text.clone());
            overrides.extend(Override::read(text, source, &mut self.problems));
        }
        Some(rules::load(&files, &overrides, &self.sources, &mut self.problems))
    }

    /// The files of cases that belong to the rule set, to be read by [`rules::read_cases`].
    pub fn case_files(&mut self, wanted: &Rules) -> Vec<SourceId> {
        match &wanted.own {
            None => rules::shipped_cases(&mut self.sources),
            Some(Source::Path(folder)) if folder.join(CASES).is_dir() => self.rule_folder(&folder.join(CASES)),
            Some(Source::Files { name, files }) => self.in_memory(name, files, true),
            Some(Source::Path(_) | Source::Bytes { .. }) => Vec::new(),
        }
    }

    fn rule_files(&mut self, source: &Source) -> Vec<SourceId> {
        match source {
            Source::Path(folder) => self.rule_folder(folder),
            Source::Bytes { .. } => self.text(source.clone()).into_iter().collect(),
            Source::Files { name, files } => {
                if files.iter().all(|(path, _)| is_case(path)) {
                    self.no_rule_file(name);
                }
                self.in_memory(name, files, false)
            }
        }
    }

    fn rule_folder(&mut self, folder: &Path) -> Vec<SourceId> {
        let name = folder.to_string_lossy();
        self.seen.folder(folder, YAML);
        let Some(mut paths) = self.listed(folder) else {
            return Vec::new();
        };
        paths.retain(|p| p.extension().is_some_and(|e| YAML.iter().any(|y| e == *y)));
        if paths.is_empty() {
            self.no_rule_file(&name);
        }
        paths.into_iter().filter_map(|path| self.text(path)).collect()
    }

    fn no_rule_file(&mut self, folder: &str) {
        let message = "the folder holds no rule file (*.yaml)";
        let problem = Diagnostic::about_file(Code::UnreadableFile, folder, message);
        self.problems.push(problem.help("check the name of the folder"));
    }

    /// The files of a folder in memory that are cases, or those that are none.
    fn in_memory(&mut self, folder: &str, files: &[(String, Vec<u8>)], cases: bool) -> Vec<SourceId> {
        let wanted = files.iter().filter(|(path, _)| is_case(path) == cases);
        let named = wanted.map(|(path, bytes)| Source::bytes(format!("{folder}/{path}"), bytes.clone()));
        named.filter_map(|file| self.text(file)).collect()
    }
}

fn is_case(path: &str) -> bool {
    Path::new(path).starts_with(CASES)
}
