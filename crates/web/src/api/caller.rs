//! For whom a request acts, and what it may do: from the token that it brings.

use std::marker::PhantomData;
use std::sync::Arc;

use access::{Access, Bearer, Source};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::Scope;
use engine::Engine;
use webhooks::Webhooks;

use super::parameters;
use super::problem::Problem;
use crate::i18n::Lang;
use crate::{Server, source};

/// What an endpoint asks of a token.
pub(crate) trait Right: Send + Sync {
    /// The scope that it needs; `None` where the handler asks for it, by what is to be done.
    const SCOPE: Option<Scope>;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $scope:ident),+ $(,)?) => {
        $($(#[$doc])*
        pub(crate) enum $name {}

        impl Right for $name {
            const SCOPE: Option<Scope> = Some(Scope::$scope);
        })+
    };
}

rights! {
    /// See.
    Reads = Read,
    /// Have a say in the twin's replies.
    Answers = Answer,
    /// Send messages in the owner's name.
    Sends = Send,
    /// Change what the twin may do and knows.
    Manages = Manage,
    /// Log accounts in and out.
    LogsIn = Login,
}

/// Whatever the token allows: the handler looks whether that is enough.
pub(crate) enum Whatever {}

impl Right for Whatever {
    const SCOPE: Option<Scope> = None;
}

/// Whoever asks, with a token that allows it.
pub(crate) struct Caller<R> {
    /// The engine of the person whom the token acts for.
    pub(crate) engine: Engine,
    /// The token.
    pub(crate) bearer: Bearer,
    /// Where the request comes from.
    pub(crate) source: Source,
    /// In which language errors and hints are told.
    pub(crate) lang: Lang,
    /// What all requests share.
    pub(crate) server: Arc<Server>,
    right: PhantomData<R>,
}

impl<R> Caller<R> {
    /// Who is there: whoever has a token has come by it.
    pub(crate) fn access(&self) -> Result<&Access, Problem> {
        self.server.access.as_ref().ok_or(Problem::NoTokensHere)
    }

    /// The webhooks of the server: who may come with a token may have some.
    pub(crate) fn webhooks(&self) -> Result<&Webhooks, Problem> {
        self.server.webhooks.as_ref().ok_or(Problem::NotFound)
    }
}

impl<R: Right> FromRequestParts<Arc<Server>> for Caller<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        // Where everybody may come in no token is of use: it is not asked for first.
        let access = server.access.as_ref().ok_or(Problem::NoTokensHere)?;
        let token = token(parts).ok_or(Problem::NoToken)?;
        let bearer = access.bearer(token).await?.ok_or(Problem::InvalidToken)?;
        if let Some(scope) = R::SCOPE.filter(|scope| !bearer.scopes.allow(*scope)) {
            return Err(Problem::MissingScope(scope));
        }
        parameters::check(parts)?;
        let engine = server.engines.open(bearer.owner).await?.ok_or(Problem::InvalidToken)?;
        Ok(Self {
            engine,
            bearer,
            source: source::of(parts, server),
            lang: Lang::of(&parts.headers),
            server: Arc::clone(server),
            right: PhantomData,
        })
    }
}

/// What stands behind `Bearer`, whose capitals do not matter (RFC 9110, 11.1).
fn token(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
