//! Record batches from Python, judged one after the other as somebody asks for them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use cleardeck::batch::arrow::{Judging, NotJudged, SetAside, schema};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyIterator};
use pyo3_arrow::PyRecordBatch;
use pyo3_arrow::error::{PyArrowError, PyArrowResult};
use pyo3_arrow::ffi::{ArrayIterator, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;

use crate::Unreadable;
use crate::judge::Judge;

/// What is said of record batches, as record batches. It is read once: by an engine through Arrow's stream, or batch by
/// batch as those of `pyarrow`.
// in a box: Python gives objects room that is not aligned as planes are
#[pyclass(frozen, module = "cleardeck.arrow")]
pub struct Stream(Mutex<Option<Box<Judged>>>);

#[pymethods]
impl Stream {
    #[new]
    #[pyo3(signature = (judge, batches, set_aside))]
    fn new(judge: &Judge, batches: &Bound<'_, PyAny>, set_aside: Option<Py<PyAny>>) -> PyResult<Self> {
        Ok(Self(Mutex::new(Some(Box::new(Judged {
            judging: Judging::of(judge.batch),
            given: Given::of(batches)?,
            set_aside,
        })))))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        pyo3_arrow::ffi::to_schema_pycapsule(py, schema().as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let judged = self.lock().take();
        let judged = judged.ok_or_else(|| PyRuntimeError::new_err("the answers were read already"))?;
        let row = arrow_schema::Field::new_struct("", schema().fields().clone(), false);
        let arrays = judged.map(|batch| Ok(std::sync::Arc::new(arrow_array::StructArray::from(batch?)) as _));
        to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, row.into())), requested_schema)
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyArrowResult<Option<Bound<'py, PyAny>>> {
        let next = py.detach(|| {
            let mut judged = self.lock();
            let next = judged.as_mut().and_then(Iterator::next);
            if next.is_none() {
                *judged = None;
            }
            next
        });
        let batch = next.transpose().map_err(PyArrowError::from)?;
        Ok(batch
            .map(|batch| PyRecordBatch::new(batch).into_pyarrow(py))
            .transpose()?)
    }
}

impl Stream {
    fn lock(&self) -> MutexGuard<'_, Option<Box<Judged>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said of what is given, batch by batch.
struct Judged {
    judging: Judging<'static>,
    given: Given,
    /// A list for records that cannot be read; without one the first of them is an error.
    set_aside: Option<Py<PyAny>>,
}

impl Judged {
    fn judge(&mut self, batch: &RecordBatch) -> Result<RecordBatch, PyErr> {
        let unreadable = |why: NotJudged| Unreadable::new_err(why.to_string());
        let (said, aside) = self.judging.judge(batch).map_err(unreadable)?;
        match (&self.set_aside, aside.first()) {
            (_, None) => {}
            (Some(list), Some(_)) => Python::attach(|py| {
                let told = |one: &SetAside| (one.row, one.problem.message.clone(), one.problem.help.clone());
                let mut told = aside.iter().map(told);
                told.try_for_each(|one| list.call_method1(py, "append", (one,)).map(drop))
            })?,
            (None, Some(first)) => return Err(Unreadable::new_err(format!("row {}: {}", first.row, first.problem))),
        }
        Ok(said)
    }
}

impl Iterator for Judged {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.given.next()?;
        let external = |error: PyErr| ArrowError::ExternalError(Box::new(error));
        Some(next.and_then(|batch| self.judge(&batch).map_err(external)))
    }
}

impl RecordBatchReader for Judged {
    fn schema(&self) -> SchemaRef {
        schema()
    }
}

/// Record batches as they are given: a stream of Arrow, or anything that gives one or batches in turn.
struct Given {
    streams: VecDeque<Box<dyn RecordBatchReader + Send>>,
    more: Option<Py<PyIterator>>,
}

impl Given {
    fn of(batches: &Bound<'_, PyAny>) -> PyResult<Self> {
        let is_arrow = batches.hasattr("__arrow_c_stream__")? || batches.hasattr("__arrow_c_array__")?;
        let mut given = Self {
            streams: VecDeque::new(),
            more: None,
        };
        match is_arrow {
            true => given
                .streams
                .push_back(batches.extract::<AnyRecordBatch>()?.into_reader()?),
            false => given.more = Some(batches.try_iter()?.unbind()),
        }
        Ok(given)
    }

    /// The next stream of what gives them in turn.
    fn more(&mut self) -> Option<Result<(), PyErr>> {
        let more = self.more.as_ref()?;
        Python::attach(|py| {
            let item = more.bind(py).clone().next()?;
            let read = item.and_then(|item| item.extract::<AnyRecordBatch>()?.into_reader());
            Some(read.map(|reader| self.streams.push_back(reader)))
        })
    }
}

impl Iterator for Given {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.streams.front_mut().and_then(Iterator::next) {
                return Some(batch);
            }
            self.streams.pop_front();
            if self.streams.is_empty()
                && let Err(error) = self.more()?
            {
                return Some(Err(ArrowError::ExternalError(Box::new(error))));
            }
        }
    }
}
