//! Which model writes for the twins.

use axum::Json;
use engine::{ModelView, Origin};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Reads};
use crate::api::problem::Problem;

/// The model that writes.
#[derive(Serialize, ToSchema)]
#[schema(as = Model)]
pub(super) struct ModelShape {
    /// The one that was chosen, e.g. `gemini:gemini-2.5-flash`; empty is recall mode.
    chosen: String,
    /// Those that are asked when it fails, in this order.
    fallback: Vec<String>,
    /// Who chose it: `settings`, `page` or `command_line`.
    #[schema(example = "settings")]
    origin: &'static str,
    /// The one that writes now; null is recall mode.
    writes: Option<String>,
    /// Why none writes although one was chosen, in English.
    problem: Option<String>,
    /// What may be spent in a day, in tokens.
    tokens_per_day: Option<u64>,
    /// What may be spent in a day, in money.
    money_per_day: Option<f64>,
    /// How many tokens were spent today.
    tokens_today: u64,
    /// How much money was spent today.
    money_today: f64,
}

/// Get the model
#[utoipa::path(
    get, path = "/api/v1/model", tag = "Model",
    responses((status = 200, body = ModelShape, description = "Which model writes, and what it has taken.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(caller: Caller<Reads>) -> Result<Json<ModelShape>, Problem> {
    let view: ModelView = caller.engine.model().await?.ok_or(Problem::NoSuchAddress)?;
    Ok(Json(ModelShape {
        origin: match view.origin {
            Origin::Settings => "settings",
            Origin::Page => "page",
            Origin::CommandLine => "command_line",
        },
        writes: view.writes,
        problem: view.problem.map(|problem| problem.to_string()),
        tokens_per_day: view.choice.budget.tokens_per_day,
        money_per_day: view.choice.budget.money_per_day,
        tokens_today: view.spent.usage.total(),
        money_today: view.spent.billionths as f64 / 1e9,
        chosen: view.choice.model,
        fallback: view.choice.fallback,
    }))
}
