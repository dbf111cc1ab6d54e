//! Functions and classes: a name here, a scope of its own, a body that waits.

use ruff_python_ast as ast;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_text_size::{Ranged, TextSize};

use super::{CLASS, INNER_CLASS, MODULE, NOWHERE, Place, Reading, Walker, function};
use crate::facts::guard;
use crate::names::{Kind, ScopeKind};

impl<'a> Walker<'a> {
    pub(super) fn function_def(&mut self, def: &'a ast::StmtFunctionDef) {
        let outer = self.place;
        self.statements += def.decorator_list.len() as u32;
        (self.place.owner, self.place.caller) = (NOWHERE, NOWHERE);
        self.uncounted(|walker| {
            for decorator in &def.decorator_list {
                walker.visit_expr(&decorator.expression);
            }
            walker.type_params(def.type_params.as_deref());
            walker.defaults(&def.parameters);
            for annotation in def.parameters.iter().filter_map(|parameter| parameter.annotation()) {
                walker.visit_annotation(annotation);
            }
            if let Some(returns) = &def.returns {
                walker.visit_annotation(returns);
            }
        });
        (self.place.owner, self.place.caller) = (outer.owner, outer.caller);
        let line = self.line(def_start(self.text, def));
        let end_line = self.line(def.end());
        let qualname = format!("{}{}", self.prefix, def.name.as_str());
        let parameters = u32::try_from(def.parameters.len()).unwrap_or(u32::MAX);
        self.functions.push(function(qualname, (line, end_line), parameters, &self.place));
        self.operands.add_function(def.name.as_str());
        let scope = self.names.push(ScopeKind::Function, self.place.scope);
        let guards = self.place.guards | guard::LAZY;
        let row = self.functions.len() - 1;
        let depth = self.place.depth;
        let place = Place { scope, row, owner: row, carrier: row, nesting: 0, blocks: 0, caller: row, guards, depth };
        self.bodies.push((def, place));
        self.place.scope = outer.scope;
        self.bind(def.name.as_str(), Kind::Other);
    }

    pub(super) fn defaults(&mut self, parameters: &'a ast::Parameters) {
        for default in parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref()) {
            self.visit_expr(default);
        }
    }

    /// Opens a scope when there are any; the caller restores its own.
    pub(super) fn type_params(&mut self, params: Option<&'a ast::TypeParams>) {
        let Some(params) = params else { return };
        self.place.scope = self.names.push(ScopeKind::Type, self.place.scope);
        for param in &params.type_params {
            self.bind(param.name().as_str(), Kind::Other);
        }
        let before = std::mem::replace(&mut self.reading, Reading::Type);
        for param in &params.type_params {
            visitor::walk_type_param(self, param);
        }
        self.reading = before;
    }

    pub(super) fn class_def(&mut self, class: &'a ast::StmtClassDef) {
        let outer = self.place;
        self.statements += class.decorator_list.len() as u32;
        let body = if outer.row == MODULE { CLASS } else { INNER_CLASS };
        self.place.caller = NOWHERE;
        let length = self.prefix.len();
        self.uncounted(|walker| {
            for decorator in &class.decorator_list {
                walker.visit_expr(&decorator.expression);
            }
            walker.type_params(class.type_params.as_deref());
            walker.bases(class.arguments.as_deref());
            walker.place.scope = walker.names.push(ScopeKind::Class, walker.place.scope);
            walker.prefix.push_str(class.name.as_str());
            walker.prefix.push('.');
            walker.place.row = body;
            walker.class_body(&class.body);
        });
        self.prefix.truncate(length);
        (self.place.scope, self.place.caller) = (outer.scope, outer.caller);
        self.bind(class.name.as_str(), Kind::Other);
    }

    /// In a stub they may name what is defined further down.
    fn bases(&mut self, arguments: Option<&'a ast::Arguments>) {
        let Some(arguments) = arguments else { return };
        if !self.stub {
            return visitor::walk_arguments(self, arguments);
        }
        for base in arguments.args.iter().chain(arguments.keywords.iter().map(|keyword| &keyword.value)) {
            self.visit_annotation(base);
        }
    }
}

/// Where `def` or `async` stands: after decorators, blank space and comments.
fn def_start(text: &str, def: &ast::StmtFunctionDef) -> TextSize {
    let Some(last) = def.decorator_list.last() else { return def.start() };
    let bytes = text.as_bytes();
    let mut at = last.end().to_usize();
    loop {
        match bytes.get(at) {
            Some(b'#') => at += bytes[at..].iter().take_while(|&&byte| byte != b'\n' && byte != b'\r').count(),
            Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'\\') => at += 1,
            _ => return TextSize::try_from(at).unwrap_or(def.start()),
        }
    }
}
