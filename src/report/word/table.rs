//! A table in WordprocessingML: its head stands on every page, and no row is cut in two.

use std::io;

use super::blocks::{Side, Table};
use super::body::ROOM;
use super::links::Links;
use super::runs::write_runs;
use super::widths::widths;
use super::xml::{Xml, flag, measure, set};

/// A table of no more rows is kept on one page.
const KEPT_TOGETHER: usize = 6;

/// Writes a table as wide as its text, and at most as the page.
pub(super) fn write_table(xml: &mut Xml, table: &Table, links: &Links) -> io::Result<()> {
    let widths = widths(table, ROOM);
    let whole: u64 = widths.iter().sum();
    xml.create_element("w:tbl").write_inner_content(|xml| {
        xml.create_element("w:tblPr").write_inner_content(|xml| {
            set(xml, "w:tblStyle", "ReportTable")?;
            measure(xml, "w:tblW", whole)?;
            xml.create_element("w:tblLayout")
                .with_attribute(("w:type", "fixed"))
                .write_empty()?;
            xml.create_element("w:tblLook")
                .with_attributes([("w:val", "0420"), ("w:firstRow", "1"), ("w:noVBand", "1")])
                .write_empty()?;
            Ok(())
        })?;
        xml.create_element("w:tblGrid").write_inner_content(|xml| {
            for width in &widths {
                let width = width.to_string();
                xml.create_element("w:gridCol")
                    .with_attribute(("w:w", width.as_str()))
                    .write_empty()?;
            }
            Ok(())
        })?;
        for n in 0..table.rows.len() {
            write_row(xml, table, n, &widths, links)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_row(xml: &mut Xml, table: &Table, n: usize, widths: &[u64], links: &Links) -> io::Result<()> {
    let head = n == 0;
    let last = n + 1 == table.rows.len();
    // the head stays with the first row, and a short table on one page
    let kept = !last && (head || table.rows.len() <= KEPT_TOGETHER);
    let cells = table.rows.get(n).map_or(&[][..], |row| row);
    xml.create_element("w:tr").write_inner_content(|xml| {
        xml.create_element("w:trPr").write_inner_content(|xml| {
            flag(xml, "w:cantSplit")?;
            if head {
                flag(xml, "w:tblHeader")?;
            }
            Ok(())
        })?;
        for ((cell, width), side) in cells.iter().zip(widths).zip(&table.columns) {
            xml.create_element("w:tc").write_inner_content(|xml| {
                xml.create_element("w:tcPr")
                    .write_inner_content(|xml| measure(xml, "w:tcW", *width))?;
                xml.create_element("w:p").write_inner_content(|xml| {
                    xml.create_element("w:pPr").write_inner_content(|xml| {
                        set(xml, "w:pStyle", if head { "TableHeading" } else { "TableText" })?;
                        if kept {
                            flag(xml, "w:keepNext")?;
                        }
                        match side {
                            Side::Left => Ok(()),
                            Side::Center => set(xml, "w:jc", "center"),
                            Side::Right => set(xml, "w:jc", "right"),
                        }
                    })?;
                    write_runs(xml, cell, None, links)
                })?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}
