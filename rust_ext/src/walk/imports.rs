//! Imports, and the names that `__all__` exports.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextSize};

use super::Walker;
use crate::exports;
use crate::facts::Import;
use crate::names::Kind;

impl<'a> Walker<'a> {
    pub(super) fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            let module = alias.name.as_str();
            let first = module.split('.').next().unwrap_or(module);
            let bound = alias.asname.as_ref().map_or(first, |name| name.as_str());
            let number = self.add_import(import.start(), alias, (module, None, bound, 0));
            let kind = match &alias.asname {
                None if first.len() < module.len() => Kind::Submodule(number),
                None => Kind::Import(number, None),
                Some(_) => Kind::Import(number, self.symbol(module)),
            };
            self.bind(bound, kind);
        }
    }

    pub(super) fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        for alias in &import.names {
            let name = alias.name.as_str();
            let bound = alias.asname.as_ref().map_or(name, |name| name.as_str());
            let number = self.add_import(import.start(), alias, (module, Some(name), bound, import.level));
            if module == "__future__" {
                self.postponed |= name == "annotations";
                self.bind(bound, Kind::Other);
            } else if name != "*" {
                self.bind(bound, Kind::Import(number, None));
            }
        }
    }

    fn add_import(&mut self, statement: TextSize, alias: &ast::Alias, what: (&str, Option<&str>, &str, u32)) -> u32 {
        let (module, name, bound, level) = what;
        self.imports.push(Import {
            line: self.line(alias.start()),
            statement: self.line(statement),
            module: module.to_owned(),
            name: name.map(str::to_owned),
            bound: bound.to_owned(),
            level,
            guards: self.place.guards,
        });
        self.starts.push(alias.start());
        let renamed = alias.asname.as_ref().is_some_and(|asname| asname.as_str() == alias.name.as_str());
        self.explicit.push(renamed);
        (self.imports.len() - 1) as u32
    }

    pub(super) fn export(&mut self, target: &Expr, value: &Expr) {
        if self.place.scope == 0 && matches!(target, Expr::Name(name) if name.id.as_str() == "__all__") {
            exports::strings(value, &self.symbols, &mut self.exported);
        }
    }

    pub(super) fn export_call(&mut self, value: &Expr) {
        if self.place.scope == 0
            && let Expr::Call(call) = value
            && let Expr::Attribute(method) = call.func.as_ref()
            && matches!(method.value.as_ref(), Expr::Name(name) if name.id.as_str() == "__all__")
            && matches!(method.attr.as_str(), "append" | "extend")
        {
            for argument in &call.arguments.args {
                exports::strings(argument, &self.symbols, &mut self.exported);
            }
        }
    }
}
