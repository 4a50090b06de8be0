//! In which form a report is written.

use cleardeck::diagnostics::Sources;
use cleardeck::inventory::Inventory;
#[cfg(feature = "word")]
use cleardeck::report::Word;
use cleardeck::report::{Depth, Edition, Html, Markdown, RenderError, Renderer, Table, View, answers_to_sarif};
use cleardeck::yaml;

use super::args::Format;
use super::output;

/// What writes the reports of one inventory in a form; the sources are for whoever may know where things stand.
pub fn renderer<'a>(
    format: Format,
    on_terminal: bool,
    inventory: &'a Inventory,
    sources: Option<&'a Sources>,
) -> Box<dyn Renderer + 'a> {
    match format {
        Format::Markdown => Box::new(Markdown { on_terminal }),
        Format::Html => Box::new(Html),
        #[cfg(feature = "word")]
        Format::Docx => Box::new(Word),
        Format::Json => Box::new(Data::Json),
        Format::Yaml => Box::new(Data::Yaml),
        Format::Sarif => Box::new(Sarif { inventory, sources }),
        Format::Table => Box::new(Table),
    }
}

/// The view itself.
enum Data {
    Json,
    Yaml,
}

impl Renderer for Data {
    fn depth(&self, _: Edition) -> Depth {
        Depth::Everything
    }

    fn render(&self, view: &View, _: Edition, _: Option<&str>) -> Result<Vec<u8>, RenderError> {
        let text = match self {
            Self::Json => output::json(view).map_err(|error| RenderError::unwritten("no JSON can be made", error)),
            Self::Yaml => yaml::to_yaml(view).map_err(|error| RenderError::unwritten("no YAML can be made", error)),
        };
        Ok(text?.into_bytes())
    }
}

/// The answers beside the lines that they are about.
struct Sarif<'a> {
    inventory: &'a Inventory,
    sources: Option<&'a Sources>,
}

impl Renderer for Sarif<'_> {
    fn depth(&self, _: Edition) -> Depth {
        Depth::Answers
    }

    fn render(&self, view: &View, _: Edition, _: Option<&str>) -> Result<Vec<u8>, RenderError> {
        let log = answers_to_sarif(view, self.inventory, self.sources);
        let text = output::json(&log).map_err(|error| RenderError::unwritten("no SARIF can be made", error));
        Ok(text?.into_bytes())
    }
}
