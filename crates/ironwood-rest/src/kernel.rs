//! All declarations together: routes, and the one place where a request is judged and handed on.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use ironwood_auth::{Authority, Decision, PermissionClass};
use ironwood_db::BoxFuture;

use crate::ctx::{Configured, Ctx};
use crate::declare::{Endpoint, Resource, Run, Verb};
use crate::error::{Error, Result};
use crate::kind::File;
use crate::meta;
use crate::read::{self, Outlet, Projection, Purpose};
use crate::request::{Method, Reply, Request};
use crate::write::{self, Reference};

/// Cleans up what hangs on rows of a table that are about to be deleted without a foreign key to say so (tags, parameters,
/// attachments).
pub type RemovalCleanup = for<'a> fn(&'a mut Ctx<'_>, &'a str, &'a [i64]) -> BoxFuture<'a, Result<()>>;

/// The shape, the chosen fields, the purpose, and models that rows within them must not show.
type ProjectionKey = (usize, u128, Purpose, Vec<&'static str>);

/// Everything the API consists of.
#[derive(Default)]
pub struct Kernel {
    resources: Vec<Resource>,
    endpoints: Vec<Endpoint>,
    references: &'static [Reference],
    cleanups: Vec<RemovalCleanup>,
    configuration: Vec<Configured>,
    equipment: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    projections: RwLock<HashMap<ProjectionKey, Arc<Projection>>>,
    info: meta::Info,
    schema_texts: meta::Texts,
}

/// What a path leads to.
#[derive(Clone, Copy)]
pub enum Route<'k> {
    /// The rows of a resource.
    List(&'k Resource),
    /// One row of a resource.
    Row(&'k Resource),
    /// An endpoint of its own.
    Endpoint(&'k Endpoint),
}

impl Kernel {
    /// Adds resources.
    pub fn resources(mut self, resources: impl IntoIterator<Item = Resource>) -> Self {
        self.resources.extend(resources);
        self
    }

    /// Adds endpoints.
    pub fn endpoints(mut self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        self.endpoints.extend(endpoints);
        self
    }

    /// Says which foreign keys there are.
    pub fn with_references(mut self, references: &'static [Reference]) -> Self {
        self.references = references;
        self
    }

    /// Says what the server was set up with, for administrators to look at.
    pub fn configured(mut self, configuration: Vec<Configured>) -> Self {
        self.configuration = configuration;
        self
    }

    /// What the server was set up with.
    pub fn configuration(&self) -> &[Configured] {
        &self.configuration
    }

    /// Puts something at the actions' disposal that the server was set up with, one of each type.
    pub fn equipped_with<T: Any + Send + Sync>(mut self, thing: Arc<T>) -> Self {
        self.equipment.insert(TypeId::of::<T>(), thing);
        self
    }

    /// What the server was set up with, by its type.
    pub fn equipment<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.equipment.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Adds a clean-up for deleted rows.
    pub fn cleanup(mut self, cleanup: RemovalCleanup) -> Self {
        self.cleanups.push(cleanup);
        self
    }

    /// What the OpenAPI document says about the API as a whole.
    pub fn about(mut self, info: meta::Info) -> Self {
        self.info = info;
        self
    }

    /// What the OpenAPI document says about the API as a whole.
    pub fn info(&self) -> &meta::Info {
        &self.info
    }

    pub(crate) fn schema_texts(&self) -> &meta::Texts {
        &self.schema_texts
    }

    pub(crate) fn references(&self) -> &'static [Reference] {
        self.references
    }

    pub(crate) fn removal_hooks(&self) -> Vec<RemovalCleanup> {
        self.cleanups.clone()
    }

    pub(crate) fn projections(&self) -> RwLockReadGuard<'_, HashMap<ProjectionKey, Arc<Projection>>> {
        self.projections.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn remember_projection(&self, key: ProjectionKey, projection: Arc<Projection>) {
        self.projections.write().unwrap_or_else(PoisonError::into_inner).insert(key, projection);
    }

    /// All resources.
    pub fn all_resources(&self) -> &[Resource] {
        &self.resources
    }

    /// All endpoints.
    pub fn all_endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The resource at this path.
    pub fn resource(&self, path: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.path == path)
    }

    /// The resource at a path that the domain itself names.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is not declared.
    pub fn declared(&self, path: &str) -> Result<&Resource> {
        self.resource(path).ok_or_else(|| Error::Internal(format!("{path} is not declared")))
    }

    /// The resource whose rows are of this model.
    pub fn resource_of(&self, model: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.model().name == model && resource.detail)
    }

    /// The columns of a table that hold paths of files, and what is to be known about these.
    pub(crate) fn file_columns(&self, table: &str) -> Vec<(&'static str, File)> {
        let fields = self.resources.iter().filter(|resource| resource.model().table == table);
        let mut columns: Vec<(&'static str, File)> = Vec::new();
        for field in fields.flat_map(|resource| &resource.shape.fields) {
            if let (Some(column), Some(file)) = (field.stored(), field.kind.file())
                && columns.iter().all(|(known, _)| *known != column)
            {
                columns.push((column, *file));
            }
        }
        columns
    }

    /// Every path pattern, and what it leads to. Placeholders are `<pk>` for a number and any other name for a word.
    pub fn routes(&self) -> Vec<(String, Route<'_>)> {
        let mut routes = Vec::new();
        for resource in &self.resources {
            if resource.single.is_some() {
                routes.push((format!("{}/", resource.path), Route::Row(resource)));
            }
            if resource.list {
                routes.push((format!("{}/", resource.path), Route::List(resource)));
            }
            if resource.detail {
                let text = resource.text_key.is_some() || resource.any_key;
                let key = if text { resource.key_name } else { "pk" };
                routes.push((format!("{}/<{key}>/", resource.path), Route::Row(resource)));
            }
        }
        for endpoint in &self.endpoints {
            let slash = if endpoint.bare || endpoint.path.is_empty() { "" } else { "/" };
            routes.push((format!("{}{slash}", endpoint.path), Route::Endpoint(endpoint)));
        }
        routes
    }
}

impl<'k> Route<'k> {
    /// The methods that the path has, in the order of the `Allow` header; HEAD and OPTIONS are always there.
    pub fn methods(self) -> Vec<Method> {
        let is_served = match self {
            Route::List(resource) | Route::Row(resource) => !resource.writes.announced_only,
            Route::Endpoint(_) => true,
        };
        let served = |method: &Method| match self.verb(*method) {
            Some(verb) => !matches!(verb.run, Run::Announced),
            None => is_served || *method == Method::Get,
        };
        self.announced_methods().into_iter().filter(served).collect()
    }

    /// The methods that forms are told of: those that the path has, and those it will have.
    pub fn announced_methods(self) -> Vec<Method> {
        let has = |method: &Method| match self {
            Route::List(resource) => match method {
                Method::Get => true,
                Method::Post => resource.writes.create,
                Method::Put | Method::Patch => resource.writes.bulk_update,
                Method::Delete => resource.writes.bulk_delete,
                Method::Options => false,
            },
            Route::Row(resource) => match method {
                Method::Get => true,
                Method::Put | Method::Patch => resource.writes.update,
                Method::Delete => resource.writes.delete,
                Method::Post | Method::Options => false,
            },
            Route::Endpoint(endpoint) => endpoint.verbs.iter().any(|verb| verb.method == *method),
        };
        Method::ORDER.into_iter().filter(has).collect()
    }

    fn verb(self, method: Method) -> Option<&'k Verb> {
        match self {
            Route::Endpoint(endpoint) => endpoint.verbs.iter().find(|verb| verb.method == method),
            _ => None,
        }
    }

    /// Whether a request by this method needs a transaction.
    pub fn writes(self, method: Method) -> bool {
        match self.verb(method) {
            Some(verb) => matches!(verb.run, Run::Write(_)),
            None if method == Method::Get => match self {
                Route::Row(resource) => resource.single.is_some_and(|single| single.makes),
                Route::List(_) | Route::Endpoint(_) => false,
            },
            None => method.is_write() && !matches!(self, Route::Endpoint(_)),
        }
    }

    /// Whether anybody may read it, signed in or not.
    pub fn is_open(self, method: Method) -> bool {
        use ironwood_auth::PermissionClass::Any;
        match self {
            Route::List(resource) | Route::Row(resource) => resource.access == Any,
            Route::Endpoint(endpoint) => match self.verb(method) {
                Some(verb) => verb.access == Any,
                None => endpoint.verbs.iter().any(|verb| verb.access == Any),
            },
        }
    }

    /// Who may use a method that is here.
    pub(crate) fn access(self, method: Method) -> Option<PermissionClass> {
        match self {
            Route::List(resource) | Route::Row(resource) => Some(resource.access),
            Route::Endpoint(_) => self.verb(method).map(|verb| verb.access),
        }
    }

    /// Whether there is anything to say about its fields: an answer without a shape that takes no form has none.
    pub(crate) fn is_described(self) -> bool {
        match self {
            Route::List(_) | Route::Row(_) => true,
            Route::Endpoint(endpoint) => {
                endpoint.shape.is_some() || endpoint.verbs.iter().any(|verb| verb.form.is_some())
            }
        }
    }

    /// Judges whether the caller may do this here: known caller, permission for what the method does, method, in this order. A
    /// caller who may not write is told so before learning that the path cannot be written to.
    ///
    /// # Errors
    /// 401, 403 or 405.
    pub fn judge(self, actor: &Authority, method: Method) -> Result<()> {
        let unknown = || Err(Error::Unauthenticated("Authentication credentials were not provided.".into()));
        if !actor.is_active && !self.is_open(method) {
            return unknown();
        }
        match self.permits(actor, method) {
            Decision::Allowed => {}
            Decision::Unauthenticated => return unknown(),
            Decision::Forbidden => return Err(Error::denied()),
        }
        if method != Method::Options && !self.methods().contains(&method) {
            return Err(Error::MethodNotAllowed(method.name().into()));
        }
        Ok(())
    }

    /// Whether the caller may use the method here.
    pub(crate) fn permits(self, actor: &Authority, method: Method) -> Decision {
        let caller = actor.is_active.then_some(actor);
        match self {
            Route::List(resource) | Route::Row(resource) => {
                resource.access.decide(caller, method.action(), resource.model().key)
            }
            Route::Endpoint(endpoint) => {
                // A method that the path lacks is judged like one that it has.
                let (verb, action) = match (self.verb(method), endpoint.verbs.first()) {
                    (Some(verb), _) => (verb, verb.action.unwrap_or_else(|| method.action())),
                    (None, Some(first)) => (first, method.action()),
                    (None, None) => {
                        return if actor.is_active { Decision::Allowed } else { Decision::Unauthenticated };
                    }
                };
                let model = endpoint.model.map_or("", |model| model.key);
                match (verb.access.decide(caller, action, model), verb.role) {
                    (Decision::Allowed, Some((role, action))) if !actor.has_role(role, action) => Decision::Forbidden,
                    (decision, _) => decision,
                }
            }
        }
    }
}

/// Judges a request ([`Route::judge`]) and answers it. `None` means that the answer went to the outlet.
///
/// # Errors
/// Everything that is no success.
pub async fn answer(
    ctx: &mut Ctx<'_>,
    route: Route<'_>,
    request: &Request,
    outlet: Option<&Outlet>,
) -> Result<Option<Reply>> {
    let method = request.method;
    let shown = |name| Some(request.client(name)).filter(|key| !key.is_empty()).map(str::to_owned);
    (ctx.token, ctx.session) = (shown("token"), shown("session"));
    ctx.visitor = request.visitor();
    ctx.owner = request.captures.first().and_then(|text| text.parse().ok());
    if matches!(route, Route::List(_)) {
        ctx.asked = request.query.clone();
    }
    route.judge(ctx.actor, method)?;
    if method == Method::Options {
        return meta::options(ctx, route, request).await.map(Some);
    }
    let reply = match (route, method) {
        (Route::List(resource), Method::Get) => return read::list(ctx, resource, request, outlet).await,
        (Route::Row(resource), Method::Get) => read::detail(ctx, resource, request).await,
        (Route::List(resource), Method::Post) => match resource.create_with {
            Some(handler) => handler(ctx, request).await,
            None => write::create(ctx, resource, request).await,
        },
        (Route::List(resource), Method::Put | Method::Patch) => write::bulk_update(ctx, resource, request).await,
        (Route::List(resource), Method::Delete) => write::bulk_delete(ctx, resource, request).await,
        (Route::Row(resource), Method::Put | Method::Patch) => write::update(ctx, resource, request).await,
        (Route::Row(resource), Method::Delete) => write::delete(ctx, resource, request).await,
        (Route::Endpoint(endpoint), method) => match route.verb(method).map(|verb| verb.run) {
            Some(Run::Read(handler) | Run::Write(handler)) => handler(ctx, request).await,
            Some(Run::Row) => read::row_in_path(ctx, endpoint, request).await,
            Some(Run::Announced) | None => Err(Error::MethodNotAllowed(method.name().into())),
        },
        (Route::Row(_), Method::Post) | (_, Method::Options) => Err(Error::MethodNotAllowed(method.name().into())),
    }?;
    if route.writes(method) {
        ctx.store_events().await?;
    }
    Ok(Some(reply))
}
