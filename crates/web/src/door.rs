//! The addresses of signing in, and of what a person sees of themselves and of the others.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::Server;
use crate::pages::{confirm, join, me, passkey, people, set_up, sign_in, sign_out};

/// What everybody may see who reaches the server.
pub(crate) fn open() -> Router<Arc<Server>> {
    Router::new()
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route("/sign-in/passkey", post(sign_in::with_passkey))
        .route("/passkey/question", post(passkey::question))
        .route("/set-up", get(set_up::get).post(set_up::post))
        .route("/join", get(join::get).post(join::post))
        .route("/language", post(crate::pages::language::set))
        .route("/theme", post(crate::pages::theme::set))
}

/// What only who has signed in may see.
pub(crate) fn behind() -> Router<Arc<Server>> {
    Router::new()
        .route("/sign-out", post(sign_out::post))
        .route("/confirm", get(confirm::get).post(confirm::post))
        .route("/confirm/passkey", post(confirm::with_passkey))
        .route("/me", get(me::get))
        .route("/me/password", get(me::password::get).post(me::password::post))
        .route("/me/codes", get(me::codes::get).post(me::codes::post))
        .route("/me/codes/off", post(me::codes::off))
        .route("/me/passkeys", get(me::passkeys::get).post(me::passkeys::add))
        .route("/me/passkeys/question", post(me::passkeys::question))
        .route("/me/passkeys/{passkey}", post(me::passkeys::remove))
        .route("/me/browsers", post(me::browsers::sign_out_elsewhere))
        .route("/me/browsers/{browser}", post(me::browsers::sign_out))
        .route("/me/tokens", get(me::tokens::get).post(me::tokens::make))
        .route("/me/tokens/{token}", get(me::tokens::made).post(me::tokens::revoke))
        .route("/me/webhooks", get(me::webhooks::get).post(me::webhooks::add))
        .route("/me/webhooks/{webhook}", get(me::webhook::get).post(me::webhook::change))
        .route("/me/webhooks/{webhook}/secret", get(me::secret::get))
        .route("/me/webhooks/{webhook}/{action}", get(me::webhook::ask))
        .route("/me/webhooks/{webhook}/do", post(me::webhook::act))
        .route("/me/webhooks/{webhook}/deliveries/{delivery}", post(me::webhook::redeliver))
        .route("/me/log", get(me::log::get))
        .route("/people", get(people::get))
        .route("/people/invitations", post(people::invite))
        .route("/people/invitations/{invitation}", post(people::withdraw))
        .route("/people/{person}", post(people::change))
}
