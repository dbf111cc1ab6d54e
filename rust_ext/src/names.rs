//! Scopes and bindings of the names that a file imports; all other names are of no interest here.
//!
//! A load marks the binding that is live at that moment, a new binding of a name inherits the marks of
//! the one it replaces, and what counts in the end is the last binding of each name in each scope.

use rustc_hash::FxHashMap;

pub type Symbol = u32;
pub type ScopeId = u32;
type BindingId = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Generator,
    Type,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Index of the import, and the symbol of the module that `import module as name` renames.
    Import(u32, Option<Symbol>),
    /// `import a.b`, which binds `a`.
    Submodule(u32),
    Annotation,
    Deletion,
    /// After `except ... as name`: the binding that the name had before, if any.
    Unbound(Option<BindingId>),
    Global(Option<BindingId>),
    Nonlocal(BindingId),
    Other,
}

struct Binding {
    kind: Kind,
    used: bool,
    /// Declared `global` or `nonlocal`, hence visible elsewhere.
    shared: bool,
    in_function: bool,
}

struct Scope {
    kind: ScopeKind,
    parent: ScopeId,
}

pub struct Names {
    scopes: Vec<Scope>,
    bindings: Vec<Binding>,
    live: FxHashMap<(ScopeId, Symbol), BindingId>,
    stub: bool,
}

impl Names {
    pub fn new(stub: bool) -> Self {
        let module = Scope { kind: ScopeKind::Module, parent: 0 };
        Self { scopes: vec![module], bindings: Vec::new(), live: FxHashMap::default(), stub }
    }

    pub fn push(&mut self, kind: ScopeKind, parent: ScopeId) -> ScopeId {
        self.scopes.push(Scope { kind, parent });
        id(self.scopes.len() - 1)
    }

    pub fn parent(&self, scope: ScopeId) -> ScopeId {
        self.scopes[scope as usize].parent
    }

    /// The scope that an assignment expression binds in.
    pub fn outside_generators(&self, mut scope: ScopeId) -> ScopeId {
        while self.scopes[scope as usize].kind == ScopeKind::Generator {
            scope = self.parent(scope);
        }
        scope
    }

    pub fn bind(&mut self, scope: ScopeId, symbol: Symbol, kind: Kind) {
        let old = self.live.get(&(scope, symbol)).map(|&old| &self.bindings[old as usize]);
        if kind == Kind::Annotation && old.is_some() {
            return;
        }
        let inherits = old.filter(|old| !matches!(old.kind, Kind::Deletion | Kind::Unbound(_)));
        let binding = Binding {
            kind,
            used: inherits.is_some_and(|old| old.used),
            shared: inherits.is_some_and(|old| old.shared) || matches!(kind, Kind::Global(_) | Kind::Nonlocal(_)),
            in_function: self.scopes[scope as usize].kind == ScopeKind::Function,
        };
        self.bindings.push(binding);
        self.live.insert((scope, symbol), id(self.bindings.len() - 1));
    }

    pub fn global(&mut self, scope: ScopeId, symbol: Symbol) {
        let target = self.live.get(&(0, symbol)).copied();
        self.bind(scope, symbol, Kind::Global(target));
    }

    pub fn nonlocal(&mut self, scope: ScopeId, symbol: Symbol) {
        let mut outer = self.parent(scope);
        while outer != 0 {
            if self.scopes[outer as usize].kind == ScopeKind::Function
                && let Some(&target) = self.live.get(&(outer, symbol))
            {
                self.bindings[target as usize].used = true;
                self.bind(scope, symbol, Kind::Nonlocal(target));
                return;
            }
            outer = self.parent(outer);
        }
    }

    pub fn delete(&mut self, scope: ScopeId, symbol: Symbol, conditional: bool) {
        if let Some(&binding) = self.live.get(&(scope, symbol)) {
            self.bindings[binding as usize].used = true;
        }
        if !conditional {
            self.bind(scope, symbol, Kind::Deletion);
        }
    }

    /// What a name means here, without using it.
    pub fn lookup(&self, scope: ScopeId, symbol: Symbol) -> Option<BindingId> {
        let mut current = scope;
        loop {
            let visible = self.scopes[current as usize].kind != ScopeKind::Class || current == scope;
            if visible && let Some(&binding) = self.live.get(&(current, symbol)) {
                return Some(binding);
            }
            if current == 0 {
                return None;
            }
            current = self.parent(current);
        }
    }

    /// A name in an annotation whose evaluation is put off: the module's meaning goes first.
    pub fn load_forward(&mut self, scope: ScopeId, symbol: Symbol) {
        if let Some(&binding) = self.live.get(&(0, symbol))
            && !matches!(self.bindings[binding as usize].kind, Kind::Annotation | Kind::Deletion | Kind::Unbound(_))
        {
            self.mark(0, binding);
        } else {
            self.load(scope, symbol);
        }
    }

    pub fn load(&mut self, scope: ScopeId, symbol: Symbol) {
        let mut current = scope;
        let mut class_visible = true;
        let mut index = 0;
        loop {
            let kind = self.scopes[current as usize].kind;
            if kind != ScopeKind::Class || class_visible {
                class_visible = kind == ScopeKind::Type && index == 0;
                if let Some(&binding) = self.live.get(&(current, symbol))
                    && self.resolves(current, binding)
                {
                    return;
                }
            }
            if current == 0 {
                return;
            }
            current = self.parent(current);
            index += 1;
        }
    }

    /// Mark a binding; whether the search ends with it.
    fn resolves(&mut self, scope: ScopeId, binding: BindingId) -> bool {
        self.mark(scope, binding);
        match self.bindings[binding as usize].kind {
            Kind::Annotation if !self.stub => self.bindings[binding as usize].in_function,
            Kind::Unbound(Some(before)) => {
                self.mark(scope, before);
                true
            }
            Kind::Global(Some(target)) | Kind::Nonlocal(target) => {
                self.bindings[target as usize].used = true;
                true
            }
            _ => true,
        }
    }

    /// `import a as b` and `import a.c`: using `b` uses the submodule too.
    fn mark(&mut self, scope: ScopeId, binding: BindingId) {
        self.bindings[binding as usize].used = true;
        if let Kind::Import(_, Some(module)) = self.bindings[binding as usize].kind
            && let Some(&other) = self.live.get(&(scope, module))
            && matches!(self.bindings[other as usize].kind, Kind::Submodule(_))
        {
            self.bindings[other as usize].used = true;
        }
    }

    /// A name of `__all__`.
    pub fn export(&mut self, symbol: Symbol) {
        if let Some(&binding) = self.live.get(&(0, symbol)) {
            self.bindings[binding as usize].used = true;
        }
    }

    /// Imports that are the last binding of their name in their scope and that nothing uses, ascending.
    /// A class keeps what it imports: it is an attribute.
    pub fn unused(&self) -> Vec<u32> {
        let mut found: Vec<u32> = self
            .live
            .iter()
            .filter(|((scope, _), _)| self.scopes[*scope as usize].kind != ScopeKind::Class)
            .map(|(_, &binding)| &self.bindings[binding as usize])
            .filter(|binding| !binding.used && !binding.shared)
            .filter_map(|binding| match binding.kind {
                Kind::Import(import, _) | Kind::Submodule(import) => Some(import),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found
    }
}

fn id(index: usize) -> u32 {
    u32::try_from(index).expect("a file has fewer than four thousand million names")
}
