//! Writes the XML of the parts.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

/// Writes into memory.
pub(super) type Xml = Writer<Vec<u8>>;

/// A part with its first line.
pub(super) fn begun() -> io::Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    Ok(xml)
}

/// An element with a value and nothing in it.
pub(super) fn set(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name)
        .with_attribute(("w:val", value))
        .write_empty()?;
    Ok(())
}

/// An element that is there or not.
pub(super) fn flag(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element(name).write_empty()?;
    Ok(())
}

/// A length in twentieths of a point.
pub(super) fn measure(xml: &mut Xml, name: &str, length: u64) -> io::Result<()> {
    let length = length.to_string();
    xml.create_element(name)
        .with_attributes([("w:w", length.as_str()), ("w:type", "dxa")])
        .write_empty()?;
    Ok(())
}
