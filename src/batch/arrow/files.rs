//! Record batches in files: Parquet, and Arrow's own two forms.

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// So many rows of Parquet are decoded at a time.
const ROWS: usize = 8192;

/// How record batches stand in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Parquet.
    Parquet,
    /// Arrow with a table of contents.
    File,
    /// Arrow as it is sent, without one.
    Stream,
}

impl Form {
    /// How many bytes a file begins with that say its form.
    pub const SIGN: usize = 6;

    /// By the first bytes of a file; nothing where it holds no record batches.
    #[must_use]
    pub fn of(first: &[u8]) -> Option<Self> {
        let signs: [(&[u8], Self); 3] = [
            (b"PAR1", Self::Parquet),
            (b"ARROW1", Self::File),
            (&[0xFF; 4], Self::Stream),
        ];
        let sign = signs.into_iter().find(|(sign, _)| first.starts_with(sign));
        sign.map(|(_, form)| form)
    }

    /// By the end of a file's name.
    #[must_use]
    pub fn named(extension: &str) -> Option<Self> {
        match extension {
            "parquet" | "pq" => Some(Self::Parquet),
            "arrow" | "feather" | "ipc" => Some(Self::File),
            "arrows" => Some(Self::Stream),
            _ => None,
        }
    }

    /// The record batches of a file, one after the other.
    ///
    /// # Errors
    /// When it is damaged, or of another form.
    pub fn read(self, file: File) -> Result<Box<dyn RecordBatchReader + Send>, ArrowError> {
        Ok(match self {
            Self::Parquet => Box::new(
                ParquetRecordBatchReaderBuilder::try_new(file)?
                    .with_batch_size(ROWS)
                    .build()?,
            ),
            Self::File => Box::new(FileReader::try_new(BufReader::new(file), None)?),
            Self::Stream => Box::new(StreamReader::try_new(BufReader::new(file), None)?),
        })
    }

    /// Writes record batches of a schema.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn write<W: Write + Send>(self, to: W, schema: &SchemaRef) -> Result<Writer<W>, ArrowError> {
        Ok(match self {
            Self::Parquet => {
                let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
                Writer::Parquet(Box::new(ArrowWriter::try_new(to, schema.clone(), Some(properties))?))
            }
            Self::File | Self::Stream => Writer::Arrow(Box::new(FileWriter::try_new(to, schema)?)),
        })
    }
}

/// The form of an open file, which is left at its beginning.
///
/// # Errors
/// When it cannot be read.
pub fn form_of(file: &mut File) -> std::io::Result<Option<Form>> {
    let mut first = Vec::with_capacity(Form::SIGN);
    Read::by_ref(file).take(Form::SIGN as u64).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(Form::of(&first))
}

/// Writes record batches one after the other.
pub enum Writer<W: Write + Send> {
    /// Parquet.
    Parquet(Box<ArrowWriter<W>>),
    /// Arrow with a table of contents.
    Arrow(Box<FileWriter<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Writes a batch.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn batch(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        match self {
            Self::Parquet(writer) => Ok(writer.write(batch)?),
            Self::Arrow(writer) => writer.write(batch),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<W, ArrowError> {
        match self {
            Self::Parquet(writer) => Ok(writer.into_inner()?),
            Self::Arrow(mut writer) => {
                writer.finish()?;
                writer.into_inner()
            }
        }
    }
}
