//! The native part of the Python package: the command line, records as lines of JSON, and record batches of Arrow.

mod command;
mod judge;
mod stream;

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    cleardeck,
    Unreadable,
    PyValueError,
    "Rules, records or columns that cannot be used; says what is wrong and what to do, as the command does."
);

/// The native part of `cleardeck`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Unreadable", module.py().get_type::<Unreadable>())?;
    module.add_class::<judge::Judge>()?;
    module.add_class::<stream::Stream>()?;
    module.add_function(wrap_pyfunction!(command::run, module)?)
}
