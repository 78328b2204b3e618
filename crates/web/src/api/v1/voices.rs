//! The owner's own voices: what they are made of, what the owner agrees to, and taking that back.

use axum::Json;
use axum::http::StatusCode;
use domain::{
    AccountId, AuditAction, ClonedVoice, Consent, MessageId, NoteKey, PeerId, RecordingId,
    VoiceState, VoiceTrouble,
};
use engine::WantedVoice;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{At, Body, id};
use crate::i18n::Lang;
use crate::parts::own_voice;

/// A voice that was made of the owner's recordings.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoice)]
pub(super) struct VoiceShape {
    /// Its identifier here.
    id: String,
    /// What the owner calls it.
    name: String,
    /// `making`, `made`, `unverified` (the provider first wants to see whose it is), `deleting` or `failed`.
    #[schema(example = "made")]
    state: &'static str,
    /// Why it was not made, or is not deleted yet: `key`, `money`, `plan`, `full`, `not_taken`, `busy`, `unreachable`,
    /// `offline`, `gone`, `interrupted` or `refused`.
    problem: Option<&'static str>,
    /// Since when it stands so.
    since: Millis,
    /// Where it was made.
    #[schema(example = "elevenlabs")]
    place: String,
    /// What the provider asks it by; null while that is not known.
    voice: Option<String>,
    /// What the owner agreed to.
    consent: ConsentShape,
    /// The account of whose voice notes it was made.
    account: Option<String>,
    /// Of how many voice notes.
    notes: u32,
    /// Of how many recordings.
    recordings: u32,
    /// How long all of them are, in seconds.
    seconds: f64,
}

/// What the owner agreed to.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoiceConsent)]
struct ConsentShape {
    /// When.
    at: Millis,
    /// The very words.
    text: String,
    /// Their language.
    #[schema(example = "en")]
    language: String,
}

impl From<ClonedVoice> for VoiceShape {
    fn from(voice: ClonedVoice) -> Self {
        Self {
            id: voice.id.to_string(),
            name: voice.name,
            state: match voice.state {
                VoiceState::Making => "making",
                VoiceState::Made => "made",
                VoiceState::Unverified => "unverified",
                VoiceState::Deleting => "deleting",
                VoiceState::Failed => "failed",
            },
            problem: voice.problem.map(trouble_code),
            since: voice.since.as_millis(),
            place: voice.place,
            voice: voice.voice,
            consent: ConsentShape {
                at: voice.consent.at.as_millis(),
                text: voice.consent.text,
                language: voice.consent.language,
            },
            account: voice.of.account.map(|account| account.to_string()),
            notes: voice.of.notes,
            recordings: voice.of.recordings,
            seconds: voice.of.spoken.as_secs_f64(),
        }
    }
}

/// What programs go by.
pub(super) fn trouble_code(trouble: VoiceTrouble) -> &'static str {
    match trouble {
        VoiceTrouble::Key => "key",
        VoiceTrouble::Money => "money",
        VoiceTrouble::Plan => "plan",
        VoiceTrouble::Full => "full",
        VoiceTrouble::NotTaken => "not_taken",
        VoiceTrouble::Busy => "busy",
        VoiceTrouble::Unreachable => "unreachable",
        VoiceTrouble::Offline => "offline",
        VoiceTrouble::Gone => "gone",
        VoiceTrouble::Interrupted => "interrupted",
        VoiceTrouble::Refused => "refused",
    }
}

/// The owner's voices.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoices)]
pub(super) struct VoicesShape {
    /// The newest first.
    items: Vec<VoiceShape>,
}

/// List own voices
///
/// Voices that were made of the owner's recordings, and what they agreed to.
#[utoipa::path(
    get, path = "/api/v1/voices", tag = "Voices",
    responses((status = 200, body = VoicesShape, description = "Voices.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(caller: Caller<Reads>) -> Result<Json<VoicesShape>, Problem> {
    let voices = caller.engine.cloned_voices().await?;
    Ok(Json(VoicesShape { items: voices.into_iter().map(Into::into).collect() }))
}

/// What is to be agreed to.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoiceToAgree)]
pub(super) struct ToAgree {
    /// The words, which the owner must have read.
    text: String,
}

/// Get what is to be agreed to
///
/// In the language of `Accept-Language`. Whoever makes a voice sends these words back, after the owner has agreed to
/// them; they are kept with the date.
#[utoipa::path(
    get, path = "/api/v1/voices/consent", tag = "Voices",
    responses((status = 200, body = ToAgree, description = "The words.")),
    security(("token" = ["read"])),
)]
pub(super) async fn consent(caller: Caller<Reads>) -> Result<Json<ToAgree>, Problem> {
    let place = studio_place(&caller).await?;
    Ok(Json(ToAgree { text: own_voice::consent(caller.lang, &place) }))
}

/// Where voices are made.
pub(super) async fn studio_place<R>(caller: &Caller<R>) -> Result<String, Problem> {
    caller.engine.voice().await?.ok_or(Problem::NoSuchAddress)?;
    Ok(caller.engine.studio_place().await?.0.place)
}

/// A voice note, by its chat and its number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PickedNote)]
pub(super) struct PickedNote {
    /// Telegram's number of the chat.
    chat: i64,
    /// Its number in the chat.
    message: i32,
}

/// A voice to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOwnVoice, example = json!({
    "name": "Mine", "consent": "This is my own voice. …", "account": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "notes": [{"chat": 7, "message": 12}], "recordings": [],
}))]
pub(super) struct NewVoice {
    /// What to call it, 60 characters at most.
    name: String,
    /// The words of `GET /api/v1/voices/consent`, to which the owner has agreed.
    consent: String,
    /// The account whose voice notes are picked; null where all was recorded.
    #[serde(default)]
    account: Option<String>,
    /// Voice notes that the owner has spoken, each measured.
    #[serde(default)]
    notes: Vec<PickedNote>,
    /// Recordings that were added, by their identifiers. All that is picked is one to three minutes long.
    #[serde(default)]
    recordings: Vec<String>,
}

/// A voice that is being made.
#[derive(Serialize, ToSchema)]
#[schema(as = BegunVoice)]
pub(super) struct Begun {
    /// Its identifier.
    id: String,
}

/// Make a voice
///
/// Only of what the owner has spoken themselves, and after they have agreed. It goes on by itself: what becomes of it is
/// told by the list of voices.
#[utoipa::path(
    post, path = "/api/v1/voices", tag = "Voices", request_body = NewVoice,
    responses(
        (status = 202, body = Begun, description = "It is being made."),
        (status = 409, description = "Another is being made, or the provider's key is missing."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn make(
    caller: Caller<Manages>,
    Body(new): Body<NewVoice>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    use engine::NotBegun as N;
    let place = studio_place(&caller).await?;
    let agreed =
        Lang::ALL.into_iter().find(|lang| own_voice::consent(*lang, &place) == new.consent.trim());
    let lang = agreed.ok_or_else(|| Problem::invalid("consent", Wrong::Consent))?;
    let account: Option<AccountId> = match new.account.as_deref() {
        Some(text) => Some(text.parse().map_err(|_| Problem::invalid("account", Wrong::Account))?),
        None => None,
    };
    let recordings: Result<Vec<RecordingId>, _> =
        new.recordings.iter().map(|text| text.parse()).collect();
    let recordings = recordings
        .map_err(|_| Problem::invalid("recordings", Wrong::NotBegun(N::RecordingGone)))?;
    let note =
        |note: &PickedNote| NoteKey { chat: PeerId(note.chat), message: MessageId(note.message) };
    let wanted = WantedVoice {
        name: new.name.clone(),
        consent: Consent {
            at: caller.server.clock.now(),
            text: own_voice::consent(lang, &place),
            language: lang.code().to_owned(),
        },
        account,
        notes: new.notes.iter().map(note).collect(),
        recordings,
    };
    match caller.engine.make_voice(wanted).await? {
        Ok(id) => {
            write_down(&caller, AuditAction::VoiceMade, new.name.trim()).await?;
            Ok((StatusCode::ACCEPTED, Json(Begun { id: id.to_string() })))
        }
        Err(N::Key) => Err(Problem::Studio(VoiceTrouble::Key)),
        Err(N::Busy) => Err(Problem::UnderWay),
        Err(not) => {
            let field = match not {
                N::Name => "name",
                N::RecordingGone => "recordings",
                _ => "notes",
            };
            Err(Problem::invalid(field, Wrong::NotBegun(not)))
        }
    }
}

/// Take consent back and delete a voice
///
/// From now on nothing is spoken in it, and it is deleted at the provider, now or as soon as that can be reached; until
/// then it is listed as `deleting`. One that was not made is forgotten.
#[utoipa::path(
    delete, path = "/api/v1/voices/{voice}", tag = "Voices",
    params(("voice" = String, Path, description = "The voice.")),
    responses((status = 200, body = Done, description = "It is being deleted.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn withdraw(
    caller: Caller<Manages>,
    At(voice): At<String>,
) -> Result<Json<Done>, Problem> {
    let voice = id(&voice)?;
    let found = caller.engine.cloned_voice(voice).await?.ok_or(Problem::NotFound)?;
    if found.state == VoiceState::Failed {
        caller.engine.forget_voice(voice).await?;
        return Ok(DONE);
    }
    let withdrawn = caller.engine.withdraw_voice(voice).await?.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::VoiceDeleted, &withdrawn.name).await?;
    Ok(DONE)
}

/// With which model to speak.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpeakWith, example = json!({"model": "eleven_multilingual_v2"}))]
pub(super) struct SpeakWith {
    /// A model of `GET /api/v1/voices/models`; null leaves the one that speaks there, or takes the usual one.
    #[serde(default)]
    model: Option<String>,
}

/// Speak in a voice
///
/// All twins of the owner speak in it from the next reply on, but those and those chats that have a voice of their own.
#[utoipa::path(
    post, path = "/api/v1/voices/{voice}/speak", tag = "Voices", request_body = SpeakWith,
    params(("voice" = String, Path, description = "The voice.")),
    responses(
        (status = 200, body = Done, description = "It is chosen."),
        (status = 409, description = "It is not made yet, or is being deleted."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn speak(
    caller: Caller<Manages>,
    At(voice): At<String>,
    Body(SpeakWith { model }): Body<SpeakWith>,
) -> Result<Json<Done>, Problem> {
    let is_one = |model: &&str| !model.is_empty() && !model.contains([' ', '@']);
    let named = model.as_deref().map(str::trim);
    if named.is_some() && named.filter(is_one).is_none() {
        return Err(Problem::invalid("model", Wrong::Shape));
    }
    let id = id(&voice)?;
    let found = caller.engine.cloned_voice(id).await?.ok_or(Problem::NotFound)?;
    match caller.engine.speak_in(id, named).await {
        Ok(true) => {
            let subject = format!("voice {}", found.name);
            write_down(&caller, AuditAction::ModelChosen, &subject).await?;
            Ok(DONE)
        }
        Ok(false) => Err(Problem::TooLate),
        Err(engine::Error::Choice(problem)) => {
            Err(Problem::invalid("model", Wrong::Choice(problem)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn write_down(
    caller: &Caller<Manages>,
    action: AuditAction,
    subject: &str,
) -> Result<(), Problem> {
    let (access, owner) = (caller.access()?, caller.bearer.owner);
    Ok(access.write_down(owner, action, subject, &caller.source).await?)
}
