//! How like its owner the twin writes: what was measured, and to measure it.

use axum::Json;
use axum::http::StatusCode;
use engine::{
    BlindTest, Grade, LikenessBegun, LikenessReport, LikenessTrouble, LikenessView, MeasureCost,
    Measured, MeasuredBy, Measuring,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{Asked, At, id};

/// What is known of a twin's likeness.
#[derive(Serialize, ToSchema)]
#[schema(as = Likeness)]
pub(super) struct LikenessShape {
    /// What goes on: `reading`, `learning`, `answering` or `judging`; null if nothing is being measured.
    measuring: Option<&'static str>,
    /// While it answers: how many moments are done.
    done: Option<usize>,
    /// Of how many.
    of: Option<usize>,
    /// Why the last measurement came to nothing: `too_little`, `failed` or `model`.
    trouble: Option<&'static str>,
    /// The model that could be measured; null while none writes.
    by_model: Option<CostShape>,
    /// Measurements, the newest first, 60 at most.
    reports: Vec<ReportShape>,
    /// The owner's blind tests, the newest first, 60 at most.
    blind_tests: Vec<BlindShape>,
    /// How many pairs of replies there are for a blind test: none until something was measured since the server
    /// started.
    blind_pairs: usize,
}

/// What measuring with the model that writes now would take at most.
#[derive(Serialize, ToSchema)]
#[schema(as = LikenessCost)]
struct CostShape {
    /// The model.
    model: String,
    /// Tokens, read and written; null until the account was measured in recall mode, which finds out.
    tokens: Option<u64>,
    /// Money, in billionths of the currency of the prices; null too where no prices are set.
    cost_billionths: Option<u64>,
}

/// A measurement.
#[derive(Serialize, ToSchema)]
#[schema(as = LikenessReport)]
struct ReportShape {
    /// When it was made.
    made_at: Millis,
    /// The model that wrote; null for recall mode.
    model: Option<String>,
    /// How many held-out moments the twin was asked about.
    asked: usize,
    /// How many replies of the owner there are.
    pairs: usize,
    /// How hard the twin's replies are to tell from the owner's, 0 to 1; null where there are too few.
    likeness: Option<f64>,
    /// The measures.
    measures: Vec<MeasureShape>,
}

/// A measure of the twin.
#[derive(Serialize, ToSchema)]
#[schema(as = LikenessMeasure)]
struct MeasureShape {
    /// Its name: `two_sample` (0.5 cannot be told apart), `attribution_masked`, `habits`, `lengths`, `bursts`,
    /// `content`, `delays`, `echo`, `copies`, `coverage`, `attribution`.
    measure: String,
    /// The twin's figure.
    twin: f64,
    /// That of the owner's real replies.
    real: Option<f64>,
    /// That of a random reply of the owner's past.
    random: Option<f64>,
    /// `good`, `fair` or `poor`; null where there is no better and worse.
    grade: Option<&'static str>,
}

/// A blind test: which of two replies is the owner's?
#[derive(Serialize, ToSchema)]
#[schema(as = BlindTest)]
struct BlindShape {
    /// When it was made.
    made_at: Millis,
    /// How often the owner knew their own reply.
    told: u32,
    /// How many pairs they decided about. By chance it would be half of them.
    shown: u32,
}

impl From<LikenessView> for LikenessShape {
    fn from(view: LikenessView) -> Self {
        let far = match view.measuring {
            Some(Measuring::Answering { done, of }) => Some((done, of)),
            _ => None,
        };
        Self {
            done: far.map(|(done, _)| done),
            of: far.map(|(_, of)| of),
            blind_pairs: view.pairs,
            measuring: view.measuring.map(|measuring| match measuring {
                Measuring::Reading => "reading",
                Measuring::Learning => "learning",
                Measuring::Answering { .. } => "answering",
                Measuring::Judging => "judging",
            }),
            trouble: view.trouble.map(|trouble| match trouble {
                LikenessTrouble::TooLittle { .. } => "too_little",
                LikenessTrouble::Failed => "failed",
                LikenessTrouble::Model(_) => "model",
            }),
            by_model: view.by_model.map(|MeasureCost { model, tokens, billionths }| CostShape {
                model,
                tokens,
                cost_billionths: billionths,
            }),
            reports: view.reports.into_iter().map(Into::into).collect(),
            blind_tests: view.blind.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<LikenessReport> for ReportShape {
    fn from(LikenessReport { made_at, model, summary }: LikenessReport) -> Self {
        Self {
            made_at: made_at.as_millis(),
            model,
            asked: summary.asked,
            pairs: summary.pairs,
            likeness: summary.likeness(),
            measures: summary.measured.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Measured> for MeasureShape {
    fn from(Measured { measure, twin, real, random, grade }: Measured) -> Self {
        let name = serde_json::to_value(measure).ok();
        let grade = grade.map(|grade| match grade {
            Grade::Good => "good",
            Grade::Fair => "fair",
            Grade::Poor => "poor",
        });
        let measure = name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        Self { measure, twin, real, random, grade }
    }
}

impl From<BlindTest> for BlindShape {
    fn from(BlindTest { made_at, told, shown }: BlindTest) -> Self {
        Self { made_at: made_at.as_millis(), told, shown }
    }
}

/// Get the likeness
///
/// How like its owner the twin writes, measured on the owner's own last replies, which it has not seen.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/likeness", tag = "Twin",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = LikenessShape, description = "What was measured.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<LikenessShape>, Problem> {
    let found = caller.engine.likeness(id(&account)?).await?.ok_or(Problem::NotFound)?;
    Ok(Json(found.into()))
}

/// Who answers what was held out.
#[derive(Debug, Default, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The twin in recall mode, for nothing.
    #[default]
    Recall,
    /// The model that writes now, within its budget of the day.
    Model,
}

/// How it is measured.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Who answers what was held out: `recall`, which is free and the default, or `model`.
    #[serde(default)]
    #[param(inline)]
    by: By,
}

/// Measure the likeness
///
/// In recall mode, or with the model that writes now, which takes what `by_model` says of it. Beside everything
/// else; `done` and `of` say how far it is, and it is over when `measuring` is null again.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/likeness", tag = "Twin",
    params(("account" = String, Path, description = "The account."), How),
    responses(
        (status = 202, body = Done, description = "It has begun."),
        (status = 409, description = "Something is being measured already, or no model writes."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn measure(
    caller: Caller<Manages>,
    At(account): At<String>,
    Asked(How { by }): Asked<How>,
) -> Result<(StatusCode, Json<Done>), Problem> {
    let by = match by {
        By::Recall => MeasuredBy::Recall,
        By::Model => MeasuredBy::Model,
    };
    match caller.engine.measure_likeness(id(&account)?, by).await? {
        LikenessBegun::Started => Ok((StatusCode::ACCEPTED, DONE)),
        LikenessBegun::Busy => Err(Problem::UnderWay),
        LikenessBegun::NoModel => Err(Problem::NoModel),
        LikenessBegun::Unknown => Err(Problem::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_measurement_is_is_told_in_numbers() {
        let far = |measuring| {
            let shape = LikenessShape::from(LikenessView { measuring, ..LikenessView::default() });
            (shape.measuring, shape.done, shape.of)
        };
        let answering = Measuring::Answering { done: 3, of: 9 };
        assert_eq!(far(Some(answering)), (Some("answering"), Some(3), Some(9)));
        assert_eq!(far(Some(Measuring::Judging)), (Some("judging"), None, None));
        assert_eq!(far(None), (None, None, None));
    }
}
