//! Reads the catalogue of what is known elsewhere: the shipped one, with entries of one's own beside it.

use std::sync::Arc;

use crate::catalogue::{self, Catalogue, CatalogueFile, Shelf};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::inventory::{self, Inventory};
use crate::rules::RuleSet;

use super::{Reader, Refused, Source};

impl Reader {
    /// Lays entries of one's own over the shipped catalogue, a folder or a file. They stand beside the others, and in
    /// place of one of the same id where they say why.
    pub fn lay_over_catalogue(&mut self, source: impl Into<Source>) {
        self.own_catalogue = Some(source.into());
        self.catalogue = None;
    }

    /// The catalogue: the shipped one, with what is laid over it. It is read once.
    ///
    /// # Errors
    /// When what is laid over it cannot be read, or has an error.
    pub fn catalogue(&mut self) -> Result<Catalogue, Refused> {
        self.shared_catalogue().map(Arc::unwrap_or_clone)
    }

    /// The same, shared with whoever reads an inventory again, such as an interview.
    ///
    /// # Errors
    /// When what is laid over it cannot be read, or has an error.
    pub fn shared_catalogue(&mut self) -> Result<Arc<Catalogue>, Refused> {
        self.sound(Self::load_catalogue)
    }

    /// The same where something that was read so far needed it.
    #[must_use]
    pub fn held_catalogue(&self) -> Option<Arc<Catalogue>> {
        self.catalogue.clone()
    }

    /// The catalogue as it is looked into: only what is wanted of the shipped one is read.
    ///
    /// # Errors
    /// When what is laid over it cannot be read, or has an error.
    pub fn shelf(&mut self) -> Result<Shelf, Refused> {
        if self.own_catalogue.is_none() && self.catalogue.is_none() {
            return Ok(Shelf::shipped());
        }
        self.shared_catalogue().map(Shelf::from)
    }

    /// Checks which entries the initiatives are said to be, and adds what is known of those that are confirmed; says
    /// whether that could be read. Where no initiative is said to be one nothing is read.
    pub fn confirm(&mut self, inventory: &mut Inventory, set: &RuleSet) -> Option<()> {
        if inventory
            .initiatives
            .iter()
            .all(|i| i.elsewhere.is_empty() && i.here.is_empty())
        {
            return Some(());
        }
        let catalogue = self.load_catalogue()?;
        inventory::confirm(inventory, set, &catalogue, &mut self.problems);
        Some(())
    }

    fn load_catalogue(&mut self) -> Option<Arc<Catalogue>> {
        if self.catalogue.is_none() {
            let mut files = catalogue::shipped(&mut self.sources);
            if let Some(own) = self.own_catalogue.clone() {
                let own_files = self.yaml_files(&own);
                if own_files.is_empty() {
                    let message = "it holds no file of a catalogue (*.yaml)";
                    let problem = Diagnostic::about_file(Code::UnreadableFile, &own.name(), message);
                    self.problems.push(problem.help("check its name"));
                    return None;
                }
                files.extend(own_files.into_iter().map(CatalogueFile::from));
            }
            // an error elsewhere does not keep it from being read
            let mut found = Diagnostics::default();
            let read = catalogue::load(&files, &self.sources, &mut found);
            self.problems.extend(found);
            self.catalogue = read.map(Arc::new);
        }
        self.catalogue.clone()
    }
}
