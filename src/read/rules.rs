//! Reads a rule set: the shipped one, one laid over it, or another in its place.

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, SourceId};
use crate::rules::{self, Folder, Override, RuleFile, RuleSet};

use super::{Reader, Refused, Source};

/// The extensions of rule files.
const YAML: &[&str] = &["yaml", "yml"];

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
        self.cases = None;
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
                files.extend(rules::shipped_properties(&mut self.sources));
            }
        }
        files.extend(own.into_iter().flatten().map(RuleFile::from));
        let mut overrides: Vec<Override> = Vec::new();
        for text in &wanted.parameters {
            let source = self.sources.add("--param", text.clone());
            overrides.extend(Override::read(text, source, &mut self.problems));
        }
        rules::load(&files, &overrides, &self.sources, &mut self.problems)
    }

    /// The files of cases that belong to the rule set that was read last, to be read by [`rules::read_cases`].
    pub fn case_files(&mut self) -> Vec<SourceId> {
        match &self.cases {
            None => rules::shipped_cases(&mut self.sources),
            Some(files) => files.clone(),
        }
    }

    /// The files of rules of one's own; those of cases are kept.
    fn rule_files(&mut self, source: &Source) -> Vec<SourceId> {
        let all = match source {
            Source::Path(folder) => self.yaml_folder(folder),
            Source::Bytes { .. } | Source::Files { .. } => self.yaml_files(source),
        };
        let (files, cases) = rules::apart(all, &self.sources);
        self.cases = Some(cases);
        if files.is_empty() && !self.problems.has_errors() {
            self.no_rule_file(&source.name());
        }
        files
    }

    /// The files of a folder, or one file.
    pub(super) fn yaml_files(&mut self, source: &Source) -> Vec<SourceId> {
        match source {
            Source::Path(folder) if folder.is_dir() => self.yaml_folder(folder),
            Source::Path(_) | Source::Bytes { .. } => self.text(source.clone()).into_iter().collect(),
            Source::Files { name, files } => self.in_memory(name, files),
        }
    }

    fn yaml_folder(&mut self, folder: &Path) -> Vec<SourceId> {
        match Folder::read(folder) {
            Ok(Folder { files, folders }) => {
                for folder in &folders {
                    self.seen.folder(folder, YAML);
                }
                files.into_iter().filter_map(|path| self.text(path)).collect()
            }
            Err(error) => {
                self.unreadable_folder(folder, error.to_string());
                Vec::new()
            }
        }
    }

    fn no_rule_file(&mut self, folder: &str) {
        let message = "the folder holds no rule file (*.yaml)";
        let problem = Diagnostic::about_file(Code::UnreadableFile, folder, message);
        self.problems.push(problem.help("check the name of the folder"));
    }

    /// The files of a folder in memory, in the order of their paths.
    fn in_memory(&mut self, folder: &str, files: &[(String, Vec<u8>)]) -> Vec<SourceId> {
        let mut files: Vec<&(String, Vec<u8>)> = files.iter().collect();
        files.sort_by_key(|(path, _)| Path::new(path));
        let named = files
            .into_iter()
            .map(|(path, bytes)| Source::bytes(format!("{folder}/{path}"), bytes.clone()));
        named.filter_map(|file| self.text(file)).collect()
    }
}
