//! How like its owner the twin writes: what was measured, and to measure it.

use axum::Json;
use axum::http::StatusCode;
use engine::{
    BlindTest, Grade, LikenessBegun, LikenessReport, LikenessTrouble, LikenessView, Measured,
    Measuring,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{At, id};

/// What is known of a twin's likeness.
#[derive(Serialize, ToSchema)]
#[schema(as = Likeness)]
pub(super) struct LikenessShape {
    /// What goes on: `reading`, `learning`, `answering` or `judging`; null if nothing is being measured.
    measuring: Option<&'static str>,
    /// Why the last measurement came to nothing: `too_little` or `failed`.
    trouble: Option<&'static str>,
    /// Measurements, the newest first, 60 at most.
    reports: Vec<ReportShape>,
    /// The owner's blind tests, the newest first, 60 at most.
    blind_tests: Vec<BlindShape>,
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
        Self {
            measuring: view.measuring.map(|measuring| match measuring {
                Measuring::Reading => "reading",
                Measuring::Learning => "learning",
                Measuring::Answering { .. } => "answering",
                Measuring::Judging => "judging",
            }),
            trouble: view.trouble.map(|trouble| match trouble {
                LikenessTrouble::TooLittle { .. } => "too_little",
                LikenessTrouble::Failed => "failed",
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

/// Measure the likeness
///
/// In recall mode, without a model, beside everything else; it is done when `measuring` is null again.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/likeness", tag = "Twin",
    params(("account" = String, Path, description = "The account.")),
    responses(
        (status = 202, body = Done, description = "It has begun."),
        (status = 409, description = "Something is being measured already."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn measure(
    caller: Caller<Manages>,
    At(account): At<String>,
) -> Result<(StatusCode, Json<Done>), Problem> {
    match caller.engine.measure_likeness(id(&account)?).await? {
        LikenessBegun::Started => Ok((StatusCode::ACCEPTED, DONE)),
        LikenessBegun::Busy => Err(Problem::UnderWay),
        LikenessBegun::Unknown => Err(Problem::NotFound),
    }
}
