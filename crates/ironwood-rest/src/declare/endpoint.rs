//! Endpoints that are no list and no row: business actions, and answers of their own kind.

use std::sync::Arc;

use ironwood_auth::{Action, PermissionClass, Role};
use ironwood_db::BoxFuture;

use crate::ctx::Ctx;
use crate::declare::{Form, Model, Shape};
use crate::error::Result;
use crate::request::{Method, Reply, Request};

/// Answers a request.
pub type Handler = for<'a> fn(&'a mut Ctx<'_>, &'a Request) -> BoxFuture<'a, Result<Reply>>;

/// Whether what the path names is there.
pub type Presence = for<'a> fn(&'a mut Ctx<'_>, &'a Request) -> BoxFuture<'a, Result<bool>>;

/// How a handler is run.
#[derive(Clone, Copy)]
pub enum Run {
    /// On a reader: it changes nothing.
    Read(Handler),
    /// In one transaction.
    Write(Handler),
    /// The kernel answers the row of the endpoint's shape whose key is in the path.
    Row,
    /// Forms are told of the method, but the path does not have it yet.
    Announced,
}

/// What a method answers, for the OpenAPI document.
#[derive(Clone, Default)]
pub enum Answer {
    /// A GET: the shape of the endpoint. The others: what they take, as it was understood.
    #[default]
    Usual,
    /// No body.
    Nothing,
    /// One row or object.
    One(Arc<Shape>),
    /// A plain list of them.
    List(Arc<Shape>),
    /// A list of them that comes in pages.
    Page(Arc<Shape>),
    /// An object that is no row.
    Object(Form),
}

/// A query parameter of a method, for the OpenAPI document.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its type, as [`crate::declare::Filter::value_type`] says it.
    pub value_type: &'static str,
    /// A sentence for people.
    pub help: &'static str,
}

/// One method of an endpoint.
#[derive(Clone)]
pub struct Verb {
    /// The method.
    pub method: Method,
    /// Who may call it.
    pub access: PermissionClass,
    /// A role that is needed besides.
    pub role: Option<(Role, Action)>,
    /// The permission on the model that it asks for, when it is not the method's.
    pub action: Option<Action>,
    /// What it takes.
    pub form: Option<Form>,
    /// Does it.
    pub run: Run,
    /// Its name in the OpenAPI document, when it is not made of path and method.
    pub operation: Option<&'static str>,
    /// What it answers.
    pub answer: Answer,
    /// Status of a success, when it is not the method's.
    pub status: Option<u16>,
    /// Query parameters.
    pub parameters: Vec<Parameter>,
    /// Orderings of a list.
    pub orders: Vec<&'static str>,
}

/// A path with methods of its own.
#[derive(Clone)]
pub struct Endpoint {
    /// Path below `/api/`, with `<pk>` for a number and `<text>` for a word, without slashes around it.
    pub path: &'static str,
    /// Whether the path has no slash at its end (spec 00 §1).
    pub bare: bool,
    /// The model that permissions speak of, if any.
    pub model: Option<Model>,
    /// Whether OPTIONS names the model, and thinks of its permissions.
    pub model_is_told: bool,
    /// What a GET answers, for OPTIONS and the OpenAPI document.
    pub shape: Option<Arc<Shape>>,
    /// Whether a GET answers a list of the shape.
    pub lists: bool,
    /// The methods.
    pub verbs: Vec<Verb>,
    /// Whether there is anything to change; OPTIONS offers no PUT where there is not.
    pub presence: Option<Presence>,
    /// Its group in the OpenAPI document, when it is not the first word of the path.
    pub tag: Option<&'static str>,
    /// Whether the OpenAPI document speaks of it.
    pub documented: bool,
    /// A sentence for people.
    pub summary: &'static str,
}

impl Verb {
    /// Whether it takes values of the endpoint's shape.
    pub(crate) fn takes_shape(&self) -> bool {
        let writes = matches!(self.method, Method::Put | Method::Patch) && matches!(self.run, Run::Write(_));
        writes && self.form.is_none()
    }
}

impl Endpoint {
    /// A path without methods yet.
    pub fn new(path: &'static str, summary: &'static str) -> Self {
        Endpoint {
            path,
            bare: false,
            model: None,
            model_is_told: true,
            shape: None,
            lists: false,
            verbs: Vec::new(),
            presence: None,
            tag: None,
            documented: true,
            summary,
        }
    }

    /// The model that permissions speak of.
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }

    /// The model that permissions speak of, while what is answered is no row of it: OPTIONS keeps silent about it.
    pub fn untold_model(mut self, model: Model) -> Self {
        self.model_is_told = false;
        self.model(model)
    }

    /// What a GET answers.
    pub fn answers(mut self, shape: Arc<Shape>) -> Self {
        self.shape = Some(shape);
        self
    }

    /// A GET answers a list of these.
    pub fn answers_list(mut self, shape: Arc<Shape>) -> Self {
        self.shape = Some(shape);
        self.lists = true;
        self
    }

    /// OPTIONS offers PUT only where this finds what the path names.
    pub fn where_found(mut self, presence: Presence) -> Self {
        self.presence = Some(presence);
        self
    }

    /// The path is served without a slash at its end.
    pub fn without_slash(mut self) -> Self {
        self.bare = true;
        self
    }

    /// A GET answers the row of `shape` whose key is in the path.
    pub fn answers_row(mut self, shape: Arc<Shape>, access: PermissionClass) -> Self {
        self.shape = Some(shape);
        self.verb(Method::Get, access, None, Run::Row)
    }

    /// A PUT or PATCH takes values of the shape for the row whose key is in the path.
    pub fn changes_row(self, method: Method, access: PermissionClass, handler: Handler) -> Self {
        self.verb(method, access, None, Run::Write(handler))
    }

    /// Forms are told of a method that takes what the shape has; it is not there yet.
    pub fn announces(self, method: Method, access: PermissionClass) -> Self {
        self.verb(method, access, None, Run::Announced)
    }

    /// A method that only reads.
    pub fn get(self, access: PermissionClass, handler: Handler) -> Self {
        self.verb(Method::Get, access, None, Run::Read(handler))
    }

    /// A method that changes something.
    pub fn on(self, method: Method, access: PermissionClass, form: Form, handler: Handler) -> Self {
        self.verb(method, access, Some(form), Run::Write(handler))
    }

    /// A method.
    pub fn verb(mut self, method: Method, access: PermissionClass, form: Option<Form>, run: Run) -> Self {
        self.verbs.push(Verb {
            method,
            access,
            role: None,
            action: None,
            form,
            run,
            operation: None,
            answer: Answer::Usual,
            status: None,
            parameters: Vec::new(),
            orders: Vec::new(),
        });
        self
    }

    /// The OpenAPI document lists it under another word than the first of its path.
    pub fn tag(mut self, tag: &'static str) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The OpenAPI document keeps silent about it.
    pub fn undocumented(mut self) -> Self {
        self.documented = false;
        self
    }

    /// The last method is called so in the OpenAPI document.
    pub fn operation(mut self, name: &'static str) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.operation = Some(name);
        }
        self
    }

    /// The last method answers this, and with this status.
    pub fn replies(mut self, status: u16, answer: Answer) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.answer = answer;
            verb.status = Some(status);
        }
        self
    }

    /// The list that the last method answers can be ordered by these.
    pub fn ordered_by(mut self, names: &[&'static str]) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.orders.extend(names);
        }
        self
    }

    /// The last method looks at this query parameter.
    pub fn parameter(mut self, name: &'static str, value_type: &'static str, help: &'static str) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.parameters.push(Parameter { name, value_type, help });
        }
        self
    }

    /// The last method also needs this role.
    pub fn with_role(mut self, role: Role, action: Action) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.role = Some((role, action));
        }
        self
    }

    /// The last method asks for this permission on the model.
    pub fn asking_for(mut self, action: Action) -> Self {
        if let Some(verb) = self.verbs.last_mut() {
            verb.action = Some(action);
        }
        self
    }
}
