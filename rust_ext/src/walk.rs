//! One walk over a parsed file: functions and their complexity, imports, and which imports nothing uses.
//!
//! Bodies of functions and lambdas wait until their surroundings are known, as they do at run time.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, ExceptHandler, Expr, ExprContext, Pattern, Stmt};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

use crate::exports;
use crate::facts::{Facts, Function, Import, guard};
use crate::names::{Kind, Names, ScopeId, ScopeKind, Symbol};
use crate::strings;
use crate::typing::{self, Slot};

/// Nodes nested deeper than this are walked, and later dropped, on a stack of their own.
const TICK: u32 = 64;
const RED_ZONE: usize = 256 * 1024;
const NEW_STACK: usize = 4 * 1024 * 1024;

/// Nothing below this is walked; the file counts as not understood.
pub const DEEPEST: u32 = 300_000;

/// Row 0 collects what no function answers for: decorators, defaults, class bodies, module level.
const NOWHERE: usize = 0;

pub struct Outcome {
    pub facts: Facts,
    pub deepest: u32,
}

/// The facts of a module; `lines` are counted elsewhere.
pub fn walk(body: &[Stmt], text: &str, index: &LineIndex, stub: bool) -> Outcome {
    let mut walker = Walker::new(body, text, index, stub);
    walker.visit_body(body);
    walker.deferred();
    walker.finish()
}

#[derive(Clone, Copy)]
struct Place {
    scope: ScopeId,
    row: usize,
    guards: u8,
    depth: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Value,
    Type,
    Literal,
}

struct Walker<'a> {
    text: &'a str,
    index: &'a LineIndex,
    symbols: FxHashMap<String, Symbol>,
    names: Names,
    functions: Vec<Function>,
    imports: Vec<Import>,
    starts: Vec<TextSize>,
    explicit: Vec<bool>,
    exported: Vec<Symbol>,
    prefix: String,
    place: Place,
    reading: Reading,
    forward: bool,
    postponed: bool,
    stub: bool,
    bodies: Vec<(&'a ast::StmtFunctionDef, Place)>,
    lambdas: Vec<(&'a ast::ExprLambda, Place)>,
    annotations: Vec<(&'a Expr, Place)>,
    strings: Vec<(&'a ast::ExprStringLiteral, Place)>,
    deepest: u32,
}

impl<'a> Walker<'a> {
    fn new(body: &'a [Stmt], text: &'a str, index: &'a LineIndex, stub: bool) -> Self {
        let mut symbols = FxHashMap::default();
        strings::imported_names(body, &mut symbols);
        Self {
            text,
            index,
            symbols,
            names: Names::new(stub),
            functions: vec![function(String::new(), 0, 0)],
            imports: Vec::new(),
            starts: Vec::new(),
            explicit: Vec::new(),
            exported: Vec::new(),
            prefix: String::new(),
            place: Place { scope: 0, row: NOWHERE, guards: 0, depth: 0 },
            reading: Reading::Value,
            forward: false,
            postponed: stub,
            stub,
            bodies: Vec::new(),
            lambdas: Vec::new(),
            annotations: Vec::new(),
            strings: Vec::new(),
            deepest: 0,
        }
    }

    fn finish(mut self) -> Outcome {
        for symbol in std::mem::take(&mut self.exported) {
            self.names.export(symbol);
        }
        let mut unused = self.names.unused();
        unused.retain(|&import| !self.explicit[import as usize]);
        let order = by_position(&self.starts);
        let mut functions = self.functions.split_off(1);
        functions.sort_by_key(|function| function.line);
        let mut facts = Facts { functions, ..Facts::default() };
        for (new, &old) in order.iter().enumerate() {
            if unused.binary_search(&(old as u32)).is_ok() {
                facts.unused.push(new as u32);
            }
        }
        facts.imports = order.iter().map(|&old| std::mem::take(&mut self.imports[old])).collect();
        Outcome { facts, deepest: self.deepest }
    }

    fn deferred(&mut self) {
        loop {
            if let Some((def, place)) = next(&mut self.bodies) {
                self.at(place, |walker| walker.body_of(def));
            } else if let Some((lambda, place)) = next(&mut self.lambdas) {
                self.at(place, |walker| walker.lambda_body(lambda));
            } else if let Some((expr, place)) = next(&mut self.annotations) {
                self.at(place, |walker| walker.postponed_annotation(expr));
            } else if let Some((string, place)) = next(&mut self.strings) {
                self.at(place, |walker| walker.string_annotation(string));
            } else {
                return;
            }
        }
    }

    fn at(&mut self, place: Place, visit: impl FnOnce(&mut Self)) {
        self.place = place;
        self.reading = Reading::Value;
        self.forward = false;
        visit(self);
    }

    fn body_of(&mut self, def: &'a ast::StmtFunctionDef) {
        self.prefix = format!("{}.<locals>.", self.functions[self.place.row].qualname);
        self.parameters(&def.parameters);
        self.visit_body(&def.body);
    }

    fn lambda_body(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
    }

    fn parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            self.bind(parameter.name().as_str(), Kind::Other);
        }
    }

    fn postponed_annotation(&mut self, expr: &'a Expr) {
        self.forward = true;
        self.reading = Reading::Type;
        self.visit_expr(expr);
    }

    fn string_annotation(&mut self, string: &'a ast::ExprStringLiteral) {
        for symbol in strings::names_in(string.value.to_str(), &self.symbols) {
            self.names.load_forward(self.place.scope, symbol);
        }
    }

    fn line(&self, offset: TextSize) -> u32 {
        u32::try_from(self.index.line_index(offset).get()).unwrap_or(u32::MAX)
    }

    fn symbol(&self, name: &str) -> Option<Symbol> {
        self.symbols.get(name).copied()
    }

    fn bind(&mut self, name: &str, kind: Kind) {
        if let Some(symbol) = self.symbol(name) {
            self.names.bind(self.place.scope, symbol, kind);
        }
    }

    fn load(&mut self, name: &str) {
        if let Some(symbol) = self.symbol(name) {
            if self.forward {
                self.names.load_forward(self.place.scope, symbol);
            } else {
                self.names.load(self.place.scope, symbol);
            }
        }
    }

    fn count(&mut self, decisions: usize) {
        self.count_apart(decisions, decisions);
    }

    fn count_apart(&mut self, default: usize, radon: usize) {
        let function = &mut self.functions[self.place.row];
        function.cyclomatic += default as u32;
        function.cyclomatic_radon += radon as u32;
    }

    fn uncounted(&mut self, visit: impl FnOnce(&mut Self)) {
        let row = std::mem::replace(&mut self.place.row, NOWHERE);
        visit(self);
        self.place.row = row;
    }

    fn guarded(&mut self, bits: u8, visit: impl FnOnce(&mut Self)) {
        let guards = self.place.guards;
        self.place.guards |= bits;
        visit(self);
        self.place.guards = guards;
    }

    fn read(&mut self, reading: Reading, expr: &'a Expr) {
        let before = std::mem::replace(&mut self.reading, reading);
        self.visit_expr(expr);
        self.reading = before;
    }

    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        self.place.depth += 1;
        self.deepest = self.deepest.max(self.place.depth);
        if self.place.depth >= DEEPEST {
            // Not understood, see DEEPEST.
        } else if self.place.depth.is_multiple_of(TICK) {
            stacker::maybe_grow(RED_ZONE, NEW_STACK, || visit(self));
        } else {
            visit(self);
        }
        self.place.depth -= 1;
    }

    // --- statements -------------------------------------------------------------------------------

    fn statement(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function_def(def),
            Stmt::ClassDef(class) => self.class_def(class),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::If(branch) => self.if_stmt(branch),
            Stmt::For(ast::StmtFor { orelse, .. }) => {
                self.count(1 + usize::from(!orelse.is_empty()));
                visitor::walk_stmt(self, stmt);
            }
            Stmt::While(ast::StmtWhile { orelse, .. }) => {
                self.count(1 + usize::from(!orelse.is_empty()));
                self.guarded(guard::CONDITIONAL, |walker| visitor::walk_stmt(walker, stmt));
            }
            Stmt::Try(attempt) => self.try_stmt(attempt),
            Stmt::Match(choice) => self.match_stmt(choice, stmt),
            Stmt::Assert(_) => {
                self.count(1);
                self.uncounted(|walker| visitor::walk_stmt(walker, stmt));
            }
            Stmt::Global(ast::StmtGlobal { names, .. }) => {
                for symbol in names.iter().filter_map(|name| self.symbols.get(name.as_str())) {
                    if self.place.scope != 0 {
                        self.names.global(self.place.scope, *symbol);
                    }
                }
            }
            Stmt::Nonlocal(ast::StmtNonlocal { names, .. }) => {
                for symbol in names.iter().filter_map(|name| self.symbols.get(name.as_str())) {
                    if self.place.scope != 0 {
                        self.names.nonlocal(self.place.scope, *symbol);
                    }
                }
            }
            Stmt::Assign(ast::StmtAssign { targets, value, .. }) => {
                self.visit_expr(value);
                for target in targets {
                    self.visit_expr(target);
                    self.export(target, value);
                }
            }
            Stmt::AugAssign(ast::StmtAugAssign { target, value, .. }) => {
                self.visit_expr(value);
                if let Expr::Name(name) = target.as_ref() {
                    self.load(&name.id);
                }
                self.visit_expr(target);
                self.export(target, value);
            }
            Stmt::AnnAssign(assign) => self.ann_assign(assign),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Expr(ast::StmtExpr { value, .. }) => {
                self.export_call(value);
                self.visit_expr(value);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn function_def(&mut self, def: &'a ast::StmtFunctionDef) {
        let outer = self.place.scope;
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
        let line = self.line(def_start(self.text, def));
        let end_line = self.line(def.end());
        let qualname = format!("{}{}", self.prefix, def.name.as_str());
        self.functions.push(function(qualname, line, end_line));
        let scope = self.names.push(ScopeKind::Function, self.place.scope);
        let guards = self.place.guards | guard::LAZY;
        let row = self.functions.len() - 1;
        self.bodies.push((def, Place { scope, row, guards, depth: self.place.depth }));
        self.place.scope = outer;
        self.bind(def.name.as_str(), Kind::Other);
    }

    fn defaults(&mut self, parameters: &'a ast::Parameters) {
        for default in parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref()) {
            self.visit_expr(default);
        }
    }

    /// Opens a scope when there are any; the caller restores its own.
    fn type_params(&mut self, params: Option<&'a ast::TypeParams>) {
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

    fn class_def(&mut self, class: &'a ast::StmtClassDef) {
        let outer = self.place.scope;
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
            walker.visit_body(&class.body);
        });
        self.prefix.truncate(length);
        self.place.scope = outer;
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

    fn import(&mut self, import: &'a ast::StmtImport) {
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

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
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

    fn if_stmt(&mut self, branch: &'a ast::StmtIf) {
        let elifs = branch.elif_else_clauses.iter().filter(|clause| clause.test.is_some()).count();
        self.count(1 + elifs);
        self.visit_expr(&branch.test);
        let (body, other) = typing::guards_of(&branch.test);
        self.guarded(body, |walker| walker.visit_body(&branch.body));
        let mut other = other;
        for clause in &branch.elif_else_clauses {
            let mut bits = other;
            if let Some(test) = &clause.test {
                self.visit_expr(test);
                let (here, later) = typing::guards_of(test);
                bits |= here;
                other |= later;
            }
            self.guarded(bits, |walker| walker.visit_body(&clause.body));
        }
    }

    fn try_stmt(&mut self, attempt: &'a ast::StmtTry) {
        let decisions = attempt.handlers.len() + usize::from(!attempt.orelse.is_empty());
        // radon does not know the node of `try ... except*`, which handles exceptions all the same.
        self.count_apart(decisions, if attempt.is_star { 0 } else { decisions });
        let bits = if attempt.handlers.is_empty() { 0 } else { guard::TRY };
        self.guarded(bits, |walker| {
            walker.visit_body(&attempt.body);
            for handler in &attempt.handlers {
                walker.handler(handler);
            }
            walker.visit_body(&attempt.orelse);
        });
        self.visit_body(&attempt.finalbody);
    }

    fn handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(ast::ExceptHandlerExceptHandler { name, .. }) = handler;
        let symbol = name.as_ref().and_then(|name| self.symbol(name.as_str()));
        let Some(symbol) = symbol else {
            return visitor::walk_except_handler(self, handler);
        };
        let before = self.names.lookup(self.place.scope, symbol);
        self.names.bind(self.place.scope, symbol, Kind::Other);
        visitor::walk_except_handler(self, handler);
        self.names.bind(self.place.scope, symbol, Kind::Unbound(before));
    }

    fn match_stmt(&mut self, choice: &'a ast::StmtMatch, stmt: &'a Stmt) {
        let cases = &choice.cases;
        let default = cases.iter().any(|case| case.guard.is_none() && irrefutable(&case.pattern));
        let radon = cases
            .iter()
            .any(|case| matches!(&case.pattern, Pattern::MatchAs(ast::PatternMatchAs { pattern: None, .. })));
        self.count_apart(
            cases.len().saturating_sub(usize::from(default)),
            cases.len().saturating_sub(usize::from(radon)),
        );
        self.guarded(guard::CONDITIONAL, |walker| visitor::walk_stmt(walker, stmt));
    }

    fn ann_assign(&mut self, assign: &'a ast::StmtAnnAssign) {
        self.visit_annotation(&assign.annotation);
        if let Some(value) = &assign.value {
            let alias = typing::last_segment(&assign.annotation) == Some("TypeAlias");
            self.read(if alias { Reading::Type } else { Reading::Value }, value);
        }
        match (assign.target.as_ref(), &assign.value) {
            (Expr::Name(name), None) => self.bind(&name.id, Kind::Annotation),
            (target, value) => {
                self.visit_expr(target);
                if let Some(value) = value {
                    self.export(target, value);
                }
            }
        }
    }

    fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) {
        let outer = self.place.scope;
        self.type_params(alias.type_params.as_deref());
        self.read(Reading::Type, &alias.value);
        self.place.scope = outer;
        self.visit_expr(&alias.name);
    }

    fn export(&mut self, target: &Expr, value: &Expr) {
        if self.place.scope == 0 && matches!(target, Expr::Name(name) if name.id.as_str() == "__all__") {
            exports::strings(value, &self.symbols, &mut self.exported);
        }
    }

    fn export_call(&mut self, value: &Expr) {
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

    // --- expressions ------------------------------------------------------------------------------

    fn expression(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.load(&name.id),
                ExprContext::Store => self.bind(&name.id, Kind::Other),
                ExprContext::Del => {
                    if let Some(symbol) = self.symbol(&name.id) {
                        let conditional = self.place.guards & (guard::CONDITIONAL | guard::TYPE_CHECKING) != 0;
                        self.names.delete(self.place.scope, symbol, conditional);
                    }
                }
                ExprContext::Invalid => {}
            },
            Expr::BoolOp(ast::ExprBoolOp { values, .. }) => {
                self.count(values.len().saturating_sub(1));
                visitor::walk_expr(self, expr);
            }
            Expr::If(_) => {
                self.count(1);
                visitor::walk_expr(self, expr);
            }
            Expr::ListComp(ast::ExprListComp { elt, generators, .. })
            | Expr::SetComp(ast::ExprSetComp { elt, generators, .. })
            | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => self.comprehension(generators, None, elt),
            Expr::DictComp(ast::ExprDictComp { key, value, generators, .. }) => {
                self.comprehension(generators, key.as_deref(), value);
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Named(ast::ExprNamed { target, value, .. }) => {
                self.visit_expr(value);
                let scope = self.place.scope;
                self.place.scope = self.names.outside_generators(scope);
                self.visit_expr(target);
                self.place.scope = scope;
            }
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::StringLiteral(string) => {
                if self.reading == Reading::Type {
                    self.strings.push((string, self.place));
                }
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn comprehension(&mut self, generators: &'a [ast::Comprehension], key: Option<&'a Expr>, value: &'a Expr) {
        let outer = self.place.scope;
        for (number, generator) in generators.iter().enumerate() {
            self.count(1 + generator.ifs.len());
            self.visit_expr(&generator.iter);
            if number == 0 {
                self.place.scope = self.names.push(ScopeKind::Generator, outer);
            }
            self.visit_expr(&generator.target);
            for condition in &generator.ifs {
                self.visit_expr(condition);
            }
        }
        if let Some(key) = key {
            self.visit_expr(key);
        }
        self.visit_expr(value);
        self.place.scope = outer;
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let scope = self.names.push(ScopeKind::Function, self.place.scope);
        self.lambdas.push((lambda, Place { scope, ..self.place }));
    }

    fn call(&mut self, call: &'a ast::ExprCall) {
        self.visit_expr(&call.func);
        let callable = typing::last_segment(&call.func).filter(|name| typing::takes_types(name));
        for (number, argument) in call.arguments.args.iter().enumerate() {
            self.argument(callable.map_or(Slot::Value, |name| typing::slot(name, number)), argument);
        }
        for keyword in &call.arguments.keywords {
            let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
            self.argument(
                callable.map_or(Slot::Value, |callable| typing::keyword_slot(callable, name)),
                &keyword.value,
            );
        }
    }

    fn argument(&mut self, slot: Slot, argument: &'a Expr) {
        match (slot, argument) {
            (Slot::Type, _) => self.read(Reading::Type, argument),
            (Slot::Pairs, Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. })) => {
                for element in elts {
                    self.pair(element);
                }
            }
            (Slot::Table, Expr::Dict(ast::ExprDict { items, .. })) => {
                for item in items {
                    if let Some(key) = &item.key {
                        self.read(Reading::Value, key);
                    }
                    self.read(Reading::Type, &item.value);
                }
            }
            _ => self.read(Reading::Value, argument),
        }
    }

    fn pair(&mut self, element: &'a Expr) {
        match element {
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) if elts.len() == 2 => {
                self.read(Reading::Value, &elts[0]);
                self.read(Reading::Type, &elts[1]);
            }
            _ => self.read(Reading::Value, element),
        }
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript) {
        self.visit_expr(&subscript.value);
        let name = typing::last_segment(&subscript.value).unwrap_or("");
        let slice = subscript.slice.as_ref();
        if subscript.ctx != ExprContext::Load {
            return self.read(Reading::Value, slice);
        }
        match (name, slice) {
            ("Literal", _) => self.read(Reading::Literal, slice),
            ("Annotated", Expr::Tuple(ast::ExprTuple { elts, .. })) => {
                for (number, element) in elts.iter().enumerate() {
                    self.read(if number == 0 { Reading::Type } else { Reading::Value }, element);
                }
            }
            _ if typing::is_generic(name) => self.read(Reading::Type, slice),
            _ => self.visit_expr(slice),
        }
    }
}

impl<'a> Visitor<'a> for Walker<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.deeper(|walker| walker.statement(stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.deeper(|walker| walker.expression(expr));
    }

    fn visit_annotation(&mut self, expr: &'a Expr) {
        if self.postponed {
            self.annotations.push((expr, self.place));
        } else {
            self.read(Reading::Type, expr);
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(ast::PatternMatchAs { name, .. })
            | Pattern::MatchStar(ast::PatternMatchStar { name, .. }) => name,
            Pattern::MatchMapping(ast::PatternMatchMapping { rest, .. }) => rest,
            _ => &None,
        };
        if let Some(name) = name {
            self.bind(name.as_str(), Kind::Other);
        }
        self.deeper(|walker| visitor::walk_pattern(walker, pattern));
    }
}

/// A pattern that always matches: a name, `_`, or alternatives of which one is such a pattern.
fn irrefutable(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(ast::PatternMatchAs { pattern, .. }) => pattern.as_deref().is_none_or(irrefutable),
        Pattern::MatchOr(ast::PatternMatchOr { patterns, .. }) => patterns.iter().any(irrefutable),
        _ => false,
    }
}

fn function(qualname: String, line: u32, end_line: u32) -> Function {
    Function { qualname, line, end_line, cyclomatic: 1, cyclomatic_radon: 1 }
}

fn next<T>(queue: &mut Vec<T>) -> Option<T> {
    queue.pop()
}

fn by_position(starts: &[TextSize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|&number| starts[number]);
    order
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
