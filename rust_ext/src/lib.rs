//! The list of what Python sees of this crate, nothing else.
mod conflicts;
mod cycles;
mod exports;
mod facts;
mod figures;
mod halstead;
mod json;
mod names;
mod noqa;
mod raw;
mod scan;
mod source;
mod strings;
mod table;
mod typing;
mod walk;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<table::Facts>()?;
    module.add_function(wrap_pyfunction!(table::scan_files, module)?)?;
    module.add_function(wrap_pyfunction!(table::scan_texts, module)?)
}
