//! Whoever makes voices: what the plan allows, and the models that speak.

use std::sync::Arc;

use axum::Json;
use domain::{MouthError, SpeakingModel, Timestamp, VoicePlan, VoiceStudio, VoiceTrouble};
use serde::Serialize;
use utoipa::ToSchema;

use super::voices::{studio_place, trouble_code};
use crate::api::caller::{Caller, Manages};
use crate::api::problem::Problem;
use crate::api::shapes::Millis;

async fn studio<R>(caller: &Caller<R>) -> Result<Arc<dyn VoiceStudio>, Problem> {
    studio_place(caller).await?;
    match caller.engine.studio().await {
        Ok(studio) => Ok(studio),
        Err(engine::Error::Choice(_)) => Err(Problem::Studio(VoiceTrouble::Key)),
        Err(error) => Err(error.into()),
    }
}

/// What the provider's plan allows.
#[derive(Serialize, ToSchema)]
#[schema(as = VoicePlan)]
pub(super) struct PlanShape {
    /// What the plan is called.
    name: String,
    /// Characters that may still be spoken in this period.
    characters_left: u64,
    /// Characters that there are in a period.
    characters: u64,
    /// When the next period begins.
    renewed: Option<Millis>,
    /// How many voices there are.
    voices: u64,
    /// How many there may be.
    most_voices: u64,
    /// Why no voice can be made now: `plan` (it makes none of recordings) or `full` (it has no room); null if one can.
    problem: Option<&'static str>,
}

impl From<VoicePlan> for PlanShape {
    fn from(plan: VoicePlan) -> Self {
        let problem = plan.check().err().map(|no| trouble_code(no.into()));
        Self {
            name: plan.name,
            characters_left: plan.characters_left,
            characters: plan.characters,
            renewed: plan.renewed.map(Timestamp::as_millis),
            voices: plan.voices,
            most_voices: plan.most_voices,
            problem,
        }
    }
}

/// Get what the plan allows
///
/// The provider is asked for it.
#[utoipa::path(
    get, path = "/api/v1/voices/plan", tag = "Voices",
    responses(
        (status = 200, body = PlanShape, description = "The plan."),
        (status = 409, description = "The provider's key is missing, or it refuses: see `detail`."),
        (status = 503, description = "The provider does not answer."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn plan(caller: Caller<Manages>) -> Result<Json<PlanShape>, Problem> {
    let plan = studio(&caller).await?.plan().await.map_err(|error| told(&error))?;
    Ok(Json(plan.into()))
}

fn told(error: &MouthError) -> Problem {
    Problem::Studio(VoiceTrouble::from(error))
}

/// A model that speaks.
#[derive(Serialize, ToSchema)]
#[schema(as = SpeakingModel)]
struct ModelShape {
    /// What it is asked by.
    #[schema(example = "eleven_multilingual_v2")]
    id: String,
    /// What it is called.
    name: String,
    /// The languages that it speaks, as codes of ISO 639-1.
    languages: Vec<String>,
    /// The longest text that it takes at once, in characters.
    longest: Option<usize>,
}

impl From<SpeakingModel> for ModelShape {
    fn from(SpeakingModel { id, name, languages, longest }: SpeakingModel) -> Self {
        Self { id, name, languages, longest }
    }
}

/// The models that speak.
#[derive(Serialize, ToSchema)]
#[schema(as = SpeakingModels)]
pub(super) struct ModelsShape {
    /// As the provider lists them.
    items: Vec<ModelShape>,
}

/// List models that speak
///
/// The provider is asked for them.
#[utoipa::path(
    get, path = "/api/v1/voices/models", tag = "Voices",
    responses(
        (status = 200, body = ModelsShape, description = "Models."),
        (status = 409, description = "The provider's key is missing, or it refuses: see `detail`."),
        (status = 503, description = "The provider does not answer."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn models(caller: Caller<Manages>) -> Result<Json<ModelsShape>, Problem> {
    let models = studio(&caller).await?.models().await.map_err(|error| told(&error))?;
    Ok(Json(ModelsShape { items: models.into_iter().map(Into::into).collect() }))
}
