//! What Python holds of a scan: a table whose rows become Python objects only when asked for.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::cycles::{Edge, cyclic_edges};
use crate::facts::{File, Function, Import, guard};
use crate::noqa::Allowance;
use crate::{json, scan};

type ModuleRow<'a> = (&'a str, u32, usize);
type FunctionRow<'a> = (&'a str, &'a str, u32, u32, u32, u32, u32, u32, u32);
type ImportRow<'a> = (&'a str, u32, &'a str, Option<&'a str>, &'a str, u32, Vec<&'static str>);
type EdgeRow<'a> = (&'a str, u32, &'a str, u32);
type AllowanceRow<'a> = (&'a str, u32, bool, Vec<String>);
type SkipRow<'a> = (&'a str, &'a str, Option<u32>);

/// The facts of a scan in the order of paths and lines; rows are tuples.
#[pyclass(frozen, module = "pyagent_cli._native")]
pub struct Facts {
    files: Vec<File>,
    radon: bool,
}

#[pymethods]
impl Facts {
    /// (eligible, scanned, skipped, lines, functions)
    fn summary(&self) -> (usize, usize, usize, u64, usize) {
        let skipped = self.files.iter().filter(|file| file.skipped.is_some()).count();
        let lines = self.modules().map(|file| u64::from(file.facts.lines)).sum();
        let functions = self.modules().map(|file| file.facts.functions.len()).sum();
        (self.files.len(), self.files.len() - skipped, skipped, lines, functions)
    }

    fn skipped(&self) -> Vec<SkipRow<'_>> {
        let lines = |file: &File| file.python.then_some(file.facts.lines);
        let row = |file| Some((path(file), file.skipped.as_deref()?, lines(file)));
        self.files.iter().filter_map(row).collect()
    }

    fn modules_over(&self, metric: &str, above: i64) -> PyResult<Vec<ModuleRow<'_>>> {
        let value: fn(&File) -> i64 = match metric {
            "lines" => |file| i64::from(file.facts.lines),
            "functions" => |file| file.facts.functions.len() as i64,
            _ => return Err(unknown("modules", metric)),
        };
        let rows = self.modules().filter(|file| value(file) > above);
        Ok(rows.map(|file| (path(file), file.facts.lines, file.facts.functions.len())).collect())
    }

    fn functions_over(&self, metric: &str, above: i64) -> PyResult<Vec<FunctionRow<'_>>> {
        let value: fn(&Function, bool) -> i64 = match metric {
            "cyclomatic" => |row, radon| i64::from(cyclomatic(row, radon)),
            "mccabe" => |row, _| i64::from(row.mccabe),
            "cognitive" => |row, _| i64::from(row.cognitive),
            "nesting" => |row, _| i64::from(row.nesting),
            "parameters" => |row, _| i64::from(row.parameters),
            "lines" => |row, _| i64::from(row.end_line - row.line + 1),
            _ => return Err(unknown("functions", metric)),
        };
        let over = |file| functions(file).filter(move |(_, row)| value(row, self.radon) > above);
        Ok(self.modules().flat_map(over).map(|(file, row)| function(file, row, self.radon)).collect())
    }

    fn unused_imports(&self) -> Vec<ImportRow<'_>> {
        self.modules()
            .flat_map(|file| file.facts.unused.iter().map(move |&at| import(file, &file.facts.imports[at as usize])))
            .collect()
    }

    fn import_edges(&self) -> Vec<ImportRow<'_>> {
        let at_import = |row: &&Import| row.guards & guard::NOT_AT_IMPORT == 0;
        let rows = |file| imports(file).filter(at_import).map(move |row| import(file, row));
        self.modules().flat_map(rows).collect()
    }

    /// (path, line, path of the imported file, number of the cycle)
    fn cyclic_edges(&self, py: Python<'_>) -> Vec<EdgeRow<'_>> {
        let edges = py.detach(|| cyclic_edges(&self.files));
        edges
            .into_iter()
            .map(|edge: Edge| (self.path_of(edge.from), edge.line, self.path_of(edge.to), edge.cycle))
            .collect()
    }

    fn conflict_markers(&self) -> Vec<(&str, u32)> {
        self.files.iter().flat_map(|file| file.facts.conflicts.iter().map(move |&line| (path(file), line))).collect()
    }

    /// (path, line, whether the comment stands alone, rules)
    fn allowances(&self) -> Vec<AllowanceRow<'_>> {
        let row = |file, row: &Allowance| (path(file), row.line, row.alone, row.rules.clone());
        self.files
            .iter()
            .flat_map(|file| file.facts.allowances.iter().map(move |allowance| row(file, allowance)))
            .collect()
    }

    fn modules_json(&self, py: Python<'_>) -> String {
        py.detach(|| json::modules(&self.files, self.radon))
    }
}

impl Facts {
    fn modules(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.python && file.skipped.is_none())
    }

    fn path_of(&self, number: u32) -> &str {
        &self.files[number as usize].path
    }
}

fn path(file: &File) -> &str {
    &file.path
}

fn functions(file: &File) -> impl Iterator<Item = (&File, &Function)> {
    file.facts.functions.iter().map(move |row| (file, row))
}

fn imports(file: &File) -> impl Iterator<Item = &Import> {
    file.facts.imports.iter()
}

fn function<'a>(file: &'a File, row: &'a Function, radon: bool) -> FunctionRow<'a> {
    let (cyclomatic, mccabe) = (cyclomatic(row, radon), row.mccabe);
    let (path, qualname, line, end_line) = (&file.path, &row.qualname, row.line, row.end_line);
    (path, qualname, line, end_line, cyclomatic, mccabe, row.parameters, row.cognitive, row.nesting)
}

fn cyclomatic(row: &Function, radon: bool) -> u32 {
    if radon { row.cyclomatic_radon } else { row.cyclomatic }
}

fn import<'a>(file: &'a File, row: &'a Import) -> ImportRow<'a> {
    let guards = guard::NAMES.iter().filter(|(bit, _)| row.guards & bit != 0).map(|&(_, name)| name).collect();
    (&file.path, row.line, &row.module, row.name.as_deref(), &row.bound, row.level, guards)
}

fn unknown(rows: &str, metric: &str) -> PyErr {
    PyValueError::new_err(format!("{rows} have no metric named {metric:?}"))
}

fn is_radon(flavour: &str) -> PyResult<bool> {
    match flavour {
        "default" => Ok(false),
        "radon" => Ok(true),
        _ => Err(PyValueError::new_err(format!("there is no flavour named {flavour:?}; choose default or radon"))),
    }
}

/// Scan files below a folder; `paths` are relative to it.
#[pyfunction]
pub fn scan_files(py: Python<'_>, root: PathBuf, paths: Vec<Bound<'_, PyString>>, flavour: &str) -> PyResult<Facts> {
    let radon = is_radon(flavour)?;
    let paths = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let files = py.detach(|| scan::scan_files(&root, paths, radon));
    Ok(Facts { files, radon })
}

/// Scan texts that are not on disk: pairs of path and bytes.
#[pyfunction]
pub fn scan_texts(py: Python<'_>, texts: Vec<(String, Vec<u8>)>, flavour: &str) -> PyResult<Facts> {
    let radon = is_radon(flavour)?;
    let files = py.detach(|| scan::scan_texts(texts, radon));
    Ok(Facts { files, radon })
}
