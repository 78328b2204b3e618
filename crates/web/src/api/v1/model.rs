//! Which model writes for the twins, its keys and its budget. A key goes in and never comes out.

use axum::Json;
use domain::{
    AuditAction, ChoiceError, DailyBudget, ModelChoice, ModelKey, ModelKeys, PromptSize,
    TokenPrices, WithoutModel,
};
use engine::{ModelView, Origin};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done};
use crate::api::take::Body;
use crate::api::v1::webhooks::may_see;
use crate::pages::model::{OF_SETTINGS, chosen};
use crate::parts::model;
use crate::reach;

/// The model that writes.
#[derive(Serialize, ToSchema)]
#[schema(as = Model)]
pub(super) struct ModelShape {
    /// The one that was chosen, e.g. `gemini:gemini-2.5-flash`; empty is recall mode.
    chosen: String,
    /// Those that are asked when it fails, in this order.
    fallback: Vec<String>,
    /// Who chose it: `settings`, `page`, `command_line`, or nobody: `default`.
    #[schema(example = "settings")]
    origin: &'static str,
    /// The one that writes now; null is recall mode.
    writes: Option<String>,
    /// Why none writes although one was chosen.
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
            Origin::Default => "default",
            Origin::Settings => "settings",
            Origin::Page => "page",
            Origin::CommandLine => "command_line",
        },
        writes: view.writes,
        problem: view.problem.map(|problem| model::choice_problem(caller.lang, &problem)),
        tokens_per_day: view.choice.budget.tokens_per_day,
        money_per_day: view.choice.budget.money_per_day,
        tokens_today: view.spent.usage.total(),
        money_today: view.spent.billionths as f64 / 1e9,
        chosen: view.choice.model,
        fallback: view.choice.fallback,
    }))
}

/// What a million tokens cost.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModelPrices)]
pub(super) struct Prices {
    /// Tokens read.
    input: f64,
    /// Tokens read that the provider had kept; null if they cost what others do.
    #[serde(default)]
    cached: Option<f64>,
    /// Tokens written.
    output: f64,
}

/// What the twins do while no model writes.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WithoutName {
    /// Say what the owner once said, or nothing.
    Recall,
    /// Say nothing.
    Silence,
}

/// How much a model is given to read.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CapacityName {
    /// A few examples.
    Small,
    /// Many.
    Large,
}

/// Which model is to write. What is left out is as if nobody had ever chosen it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModelChoice, example = json!({"model": "", "tokens_per_day": 500_000}))]
pub(super) struct Choice {
    /// The model, e.g. `gemini:gemini-2.5-flash`; empty is recall mode.
    model: String,
    /// Those that are asked when it fails, in this order.
    #[serde(default)]
    fallback: Vec<String>,
    /// A key for the model. It is sealed, never shown again, and sent to the model's provider only; null
    /// leaves the one that is known.
    #[serde(default)]
    key: Option<String>,
    /// Keys for other places, by their names, e.g. `groq`.
    #[serde(default)]
    keys: std::collections::BTreeMap<String, String>,
    /// What they cost; needed for a budget in money.
    #[serde(default)]
    prices: Option<Prices>,
    /// What may be spent in a day, in tokens; null is without end.
    #[serde(default)]
    tokens_per_day: Option<u64>,
    /// What may be spent in a day, in money; null is without end.
    #[serde(default)]
    money_per_day: Option<f64>,
    /// What the twins do while none writes; null is `recall`.
    #[serde(default)]
    without: Option<WithoutName>,
    /// How many candidates are asked for.
    #[serde(default)]
    candidates: Option<usize>,
    /// How much it is given to read; null goes by where it runs.
    #[serde(default)]
    capacity: Option<CapacityName>,
    /// How long one answer is waited for, in seconds.
    #[serde(default)]
    timeout_s: Option<u64>,
}

impl Choice {
    fn read(self) -> (ModelChoice, Option<ModelKey>, ModelKeys) {
        let usual = ModelChoice::default();
        let key = |text: String| ModelKey(text.into());
        let choice = ModelChoice {
            model: self.model.trim().to_owned(),
            fallback: self.fallback,
            prices: self.prices.map(|Prices { input, cached, output }| TokenPrices {
                input,
                cached,
                output,
            }),
            budget: DailyBudget {
                tokens_per_day: self.tokens_per_day,
                money_per_day: self.money_per_day,
            },
            without: match self.without {
                Some(WithoutName::Silence) => WithoutModel::Silence,
                Some(WithoutName::Recall) | None => WithoutModel::Recall,
            },
            candidates: self.candidates.unwrap_or(usual.candidates),
            capacity: self.capacity.map(|capacity| match capacity {
                CapacityName::Small => PromptSize::Small,
                CapacityName::Large => PromptSize::Large,
            }),
            timeout_s: self.timeout_s.unwrap_or(usual.timeout_s),
            key_file: None,
        };
        let others = self.keys.into_iter().map(|(place, text)| (place, key(text))).collect();
        (choice, self.key.filter(|text| !text.trim().is_empty()).map(key), others)
    }
}

/// Choose the model
///
/// It writes from the next reply on, unless the command line says otherwise. Nothing is stored unless it can
/// be used. It is given the owner's messages to read, so this takes a token that may read them too.
#[utoipa::path(
    put, path = "/api/v1/model", tag = "Model", request_body = Choice,
    responses((status = 200, body = Done, description = "It is chosen.")),
    security(("token" = ["manage", "read"])),
)]
pub(super) async fn choose(
    caller: Caller<Manages>,
    Body(choice): Body<Choice>,
) -> Result<Json<Done>, Problem> {
    may_see(&caller)?;
    let (choice, first, others) = choice.read();
    let (owner, anywhere) = (caller.bearer.owner, caller.server.any_model_address);
    let reach = reach::of(caller.server.access.as_ref(), owner, anywhere).await?;
    let name = chosen(&choice).to_owned();
    match caller.engine.choose_model(choice, first, others, reach).await {
        Ok(places) => {
            write_down(&caller, AuditAction::ModelChosen, &name).await?;
            for place in places {
                write_down(&caller, AuditAction::ModelKeySet, &place).await?;
            }
            Ok(DONE)
        }
        Err(engine::Error::Choice(problem)) => {
            let field = match &problem {
                ChoiceError::BadNumber { field, .. } => field,
                ChoiceError::NoKey { .. } | ChoiceError::BadKey => "key",
                ChoiceError::NoPrices => "prices",
                ChoiceError::OnlyFallback => "fallback",
                _ => "model",
            };
            Err(Problem::invalid(field, Wrong::Choice(problem)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Take the choice back
///
/// What the settings say counts again. Keys stay.
#[utoipa::path(
    delete, path = "/api/v1/model", tag = "Model",
    responses((status = 200, body = Done, description = "It is taken back.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn forget(caller: Caller<Manages>) -> Result<Json<Done>, Problem> {
    caller.engine.forget_model_choice().await?;
    write_down(&caller, AuditAction::ModelChosen, OF_SETTINGS).await?;
    Ok(DONE)
}

/// The place whose key is to be forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModelKeyPlace, example = json!({"place": "gemini"}))]
pub(super) struct Place {
    /// The name of the place.
    place: String,
}

/// Forget a key of a model
#[utoipa::path(
    post, path = "/api/v1/model/forget_key", tag = "Model", request_body = Place,
    responses(
        (status = 200, body = Done, description = "No key of this place is kept."),
        (status = 404, description = "None was kept."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn forget_key(
    caller: Caller<Manages>,
    Body(Place { place }): Body<Place>,
) -> Result<Json<Done>, Problem> {
    if !caller.engine.forget_model_key(&place).await? {
        return Err(Problem::NotFound);
    }
    write_down(&caller, AuditAction::ModelKeyRemoved, &place).await?;
    Ok(DONE)
}

async fn write_down(
    caller: &Caller<Manages>,
    action: AuditAction,
    subject: &str,
) -> Result<(), Problem> {
    let (access, owner) = (caller.access()?, caller.bearer.owner);
    Ok(access.write_down(owner, action, subject, &caller.source).await?)
}
