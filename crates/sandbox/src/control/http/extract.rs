//! Bodies, paths and queries whose errors are JSON, as all others are.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts};

use super::refusal::Refusal;

/// A JSON body whose errors are JSON too.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Refusal))]
pub(super) struct Body<T>(pub(super) T);

/// A part of the path whose errors are JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Refusal))]
pub(super) struct Path<T>(pub(super) T);

/// A query string whose errors are JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Refusal))]
pub(super) struct Query<T>(pub(super) T);
