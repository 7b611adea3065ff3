//! Every object that the API speaks of, under the name of its component.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::declare::{Answer, Field, Form, Shape, Verb};
use crate::kernel::Kernel;

/// The body of deletions in bulk.
pub(super) static BULK_REQUEST: LazyLock<Form> = LazyLock::new(Form::bulk_request);

/// The objects by component.
pub(super) struct Catalogue<'k> {
    pub objects: BTreeMap<&'static str, Object<'k>>,
    /// Components that some PATCH takes.
    pub patched: Vec<&'static str>,
    /// Components that some list has pages of.
    pub paged: Vec<&'static str>,
}

/// One object. A row that is declared in a full and in a brief form under one name is the sum of both.
#[derive(Default)]
pub(super) struct Object<'k> {
    pub fields: Vec<&'k Field>,
    pub lists: Vec<(&'static str, &'k Form)>,
    /// Body of an action rather than a row.
    pub is_form: bool,
}

impl<'k> Catalogue<'k> {
    pub fn of(kernel: &'k Kernel) -> Self {
        let mut catalogue = Catalogue { objects: BTreeMap::new(), patched: Vec::new(), paged: Vec::new() };
        for resource in kernel.all_resources() {
            let shape = &resource.shape;
            let listed = resource.listed_as.unwrap_or(shape.component);
            for component in [Some(shape.component), resource.listed_as, resource.created_as].into_iter().flatten() {
                catalogue.add_fields(component, &shape.fields);
            }
            if resource.list {
                catalogue.paged.push(listed);
            }
            if resource.list && resource.writes.bulk_delete {
                catalogue.add_form(&BULK_REQUEST);
            }
            let is_updated = resource.writes.update || resource.writes.bulk_update;
            if is_updated && !resource.writes.announced_only {
                catalogue.patched.push(shape.component);
            }
        }
        for endpoint in kernel.all_endpoints().iter().filter(|endpoint| endpoint.documented) {
            let says_itself = |verb: &Verb| matches!(verb.answer, Answer::Usual);
            if let Some(shape) = endpoint.shape.as_ref().filter(|_| endpoint.verbs.iter().any(says_itself)) {
                catalogue.add_shape(shape);
            }
            for verb in &endpoint.verbs {
                if verb.takes_shape() && verb.method == crate::request::Method::Patch {
                    catalogue.patched.extend(endpoint.shape.as_ref().map(|shape| shape.component));
                }
                if let Some(form) = verb.form.as_ref().filter(|form| !form.is_empty()) {
                    catalogue.add_form(form);
                    if verb.method == crate::request::Method::Patch {
                        catalogue.patched.push(form.component);
                    }
                }
                match &verb.answer {
                    Answer::Usual | Answer::Nothing => {}
                    Answer::One(shape) | Answer::List(shape) => catalogue.add_shape(shape),
                    Answer::Page(shape) => {
                        catalogue.add_shape(shape);
                        catalogue.paged.push(shape.component);
                    }
                    Answer::Object(form) => catalogue.add_form(form),
                }
            }
        }
        for names in [&mut catalogue.patched, &mut catalogue.paged] {
            names.retain(|name| !name.is_empty());
            names.sort_unstable();
            names.dedup();
        }
        catalogue
    }

    fn add_shape(&mut self, shape: &'k Shape) {
        self.add_fields(shape.component, &shape.fields);
    }

    fn add_fields(&mut self, component: &'static str, fields: &'k [Field]) {
        let mut nested = Vec::new();
        let mut groups = Vec::new();
        let object = self.objects.entry(component).or_default();
        for field in fields.iter().filter(|field| !field.unlisted) {
            if !object.fields.iter().any(|known| known.name == field.name) {
                object.fields.push(field);
                nested.extend(field.kind.component());
                groups.extend(field.kind.form());
            }
        }
        for shape in nested {
            self.add_shape(shape);
        }
        for form in groups {
            self.add_form(form);
        }
    }

    fn add_form(&mut self, form: &'k Form) {
        self.add_fields(form.component, &form.fields);
        let object = self.objects.entry(form.component).or_default();
        object.is_form = true;
        for (name, entry, _) in &form.lists {
            if !object.lists.iter().any(|(known, _)| known == name) {
                object.lists.push((name, entry));
            }
        }
        for (_, entry, _) in &form.lists {
            self.add_form(entry);
        }
    }
}
