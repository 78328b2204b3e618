//! `/voices`: the owner's own voice. What it may be made of, what they agree to, and what becomes of it.

mod make;
mod page;
mod studio;

use std::collections::HashSet;
use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AccountId, AccountKind, AuditAction, ChoiceError, ClonedVoice, Consent, MessageId, ModelKey,
    MouthError, NoSound, NoteKey, PeerId, RecordingId, StudioVoice, VoiceId, VoiceTrouble,
};
use engine::{MeasuringBegun, NotSpoken, WantedVoice};
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::View;
use crate::pages::parse;
use crate::pages::sound::sound;
use crate::parts::own_voice;
use crate::source::Came;
use crate::{Server, Site};

pub(crate) use page::{OfTwin, Shown, choice, page};
pub(crate) use studio::{Studio, There, page as studio_page};

const NAME: &str = "name";
const NOTE: &str = "note";
const RECORDING: &str = "recording";
const CONSENT: &str = "consent";
const ACCOUNT: &str = "account";
const VOICE: &str = "voice";
const MODEL: &str = "model";
const KEY: &str = "key";

/// What a form holds, in its order: a name may stand there more than once.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a [(String, String)], wanted: &str) -> &'a str {
    let found = fields.iter().find(|(name, _)| name == wanted);
    found.map(|(_, text)| text.trim()).unwrap_or_default()
}

/// What is wrong with what was asked for.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The voice is not begun.
    NotBegun(engine::NotBegun),
    /// The owner has not agreed.
    NoConsent,
    /// The file is no recording.
    NoSound(NoSound),
    /// The account is not connected.
    Offline,
    /// The voice does not speak.
    NotSpoken(NotSpoken),
    /// The key is none, or what was chosen cannot be made.
    Choice(ChoiceError),
}

/// What was picked to make a voice of.
#[derive(Debug, Default)]
pub(crate) struct Picked {
    pub(crate) name: String,
    pub(crate) notes: HashSet<NoteKey>,
    pub(crate) recordings: HashSet<RecordingId>,
}

/// What stands behind the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    account: Option<String>,
}

/// `GET /voices`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(which) = which?;
    let account = which.account.and_then(|account| account.parse().ok());
    draw(&site, &view, account, None, None, None).await
}

/// The page as things stand; with what is wrong, and what was said last in which voice.
async fn draw(
    site: &Site,
    view: &View,
    account: Option<AccountId>,
    picked: Option<Picked>,
    problem: Option<Problem>,
    said: Option<VoiceId>,
) -> Result<Response, Error> {
    let engine = &site.engine;
    let choice = engine.voice().await?.ok_or(Error::NotFound)?.choice;
    let (place, has_key) = engine.studio_place().await?;
    let accounts = engine.accounts().await?;
    let mut twins = Vec::with_capacity(accounts.len());
    for domain::Account { id, kind, profile, .. } in accounts.iter().map(|of| &of.account) {
        let (name, is_bot) = (profile.full_name(), *kind == AccountKind::Bot);
        twins.push(OfTwin { id: *id, name, is_bot, voice: engine.account_voice(*id).await? });
    }
    let people = || twins.iter().filter(|twin| !twin.is_bot).map(|twin| twin.id);
    let account = account.filter(|id| people().any(|known| known == *id)).or(people().next());
    let notes = match account {
        Some(account) => engine.own_notes(account).await?,
        None => None,
    };
    let shown = Shown {
        voices: &engine.cloned_voices().await?,
        chosen: &choice,
        place: &place,
        has_key,
        twins: &twins,
        account,
        notes: notes.as_ref(),
        recordings: &engine.recordings(),
        picked: picked.as_ref(),
        problem: problem.as_ref(),
        said,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, page(view, &shown)).into_response())
}

/// `GET /voices/studio`: what the provider says of the plan, and what there is to speak with. It is asked then, and
/// no page waits for that.
pub(crate) async fn studio(Here(site): Here, view: View) -> Result<Response, Error> {
    let choice = site.engine.voice().await?.ok_or(Error::NotFound)?.choice;
    let (place, has_key) = site.engine.studio_place().await?;
    let mut asked = if has_key { Some(ask(&site).await?) } else { None };
    let voices = site.engine.cloned_voices().await?;
    if let Some(Ok(there)) = &mut asked {
        there.voices.retain(|voice| is_theirs_to_choose(voice, &voices));
    }
    let shown = Studio { place: &place, asked: asked.as_ref(), chosen: &choice, own: &voices };
    Ok(studio_page(&view, &shown).into_response())
}

/// Whether a voice of the provider's may be chosen here: of those that were made of somebody's recordings by
/// this server, or another like it, only the owner's own, as long as they agree.
fn is_theirs_to_choose(voice: &StudioVoice, own: &[ClonedVoice]) -> bool {
    let is_own = |own: &ClonedVoice| own.speaks() && own.voice.as_ref() == Some(&voice.id);
    !ClonedVoice::is_marked(&voice.about) || own.iter().any(is_own)
}

/// Asks whoever makes voices what there is.
async fn ask(site: &Site) -> Result<Result<There, VoiceTrouble>, Error> {
    let studio = match site.engine.studio().await {
        Ok(studio) => studio,
        Err(engine::Error::Choice(_)) => return Ok(Err(VoiceTrouble::Key)),
        Err(error) => return Err(error.into()),
    };
    let there = async {
        let plan = studio.plan().await?;
        Ok::<_, MouthError>(There {
            plan,
            models: studio.models().await?,
            voices: studio.voices().await?,
        })
    };
    let there = there.await.map_err(|error| VoiceTrouble::from(&error));
    site.engine.look_at_unverified().await?;
    Ok(there)
}

/// `POST /voices/key`: takes a key for where voices are made.
pub(crate) async fn key(
    Here(site): Here,
    view: View,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let key = ModelKey(field(&fields, KEY).to_owned().into());
    match site.engine.set_studio_key(key).await {
        Ok(place) => {
            site.write_down(AuditAction::ModelKeySet, &place, &source).await?;
            Ok(Redirect::to("/voices").into_response())
        }
        Err(error) => refused(&site, &view, error).await,
    }
}

/// The page with why a choice cannot be made; anything else is an error.
async fn refused(site: &Site, view: &View, error: engine::Error) -> Result<Response, Error> {
    match error {
        engine::Error::Choice(problem) => {
            draw(site, view, None, None, Some(Problem::Choice(problem)), None).await
        }
        error => Err(error.into()),
    }
}

/// `POST /voices/measure`: begins to measure what the owner has spoken in an account.
pub(crate) async fn measure(
    Here(site): Here,
    view: View,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let account: AccountId = parse(field(&fields, ACCOUNT))?;
    match site.engine.measure_own_notes(account).await? {
        MeasuringBegun::Started => Ok(to(account).into_response()),
        MeasuringBegun::Unknown => Err(Error::NotFound),
        MeasuringBegun::Offline => {
            draw(&site, &view, Some(account), None, Some(Problem::Offline), None).await
        }
    }
}

fn to(account: AccountId) -> Redirect {
    Redirect::to(&format!("/voices?account={account}#make"))
}

/// `POST /voices/recordings`: keeps what was recorded on the page, or a file of sound.
pub(crate) async fn record(
    Here(site): Here,
    view: View,
    mut form: Multipart,
) -> Result<Response, Error> {
    let mut bytes = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| Error::Upload)? {
        if field.name() == Some(RECORDING) {
            bytes = field.bytes().await.map_err(|_| Error::Upload)?.to_vec();
        }
    }
    match site.engine.keep_recording(bytes).await? {
        Ok(_) => Ok(Redirect::to("/voices#recordings").into_response()),
        Err(no) => draw(&site, &view, None, None, Some(Problem::NoSound(no)), None).await,
    }
}

/// `GET /voices/recordings/{recording}/sound`
pub(crate) async fn recorded(
    Here(site): Here,
    Path(recording): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id: RecordingId = parse(&recording)?;
    let found = site.engine.recordings().into_iter().find(|one| one.id == id);
    let found = found.ok_or(Error::NotFound)?;
    Ok(sound(&headers, &found.recorded.note.ogg))
}

/// `POST /voices/recordings/{recording}/drop`
pub(crate) async fn drop_recording(
    Here(site): Here,
    Path(recording): Path<String>,
) -> Result<Redirect, Error> {
    site.engine.drop_recording(parse(&recording)?);
    Ok(Redirect::to("/voices#recordings"))
}

/// `POST /voices`: begins to make a voice.
pub(crate) async fn make(
    Here(site): Here,
    view: View,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let all = |wanted: &'static str| {
        fields.iter().filter(move |(name, _)| name == wanted).map(|(_, text)| text.trim())
    };
    let account: Option<AccountId> = field(&fields, ACCOUNT).parse().ok();
    let notes: Vec<NoteKey> = all(NOTE).map(note).collect::<Option<_>>().ok_or(Error::Choice)?;
    let recordings: Vec<RecordingId> =
        all(RECORDING).map(parse).collect::<Result<_, _>>().map_err(|_| Error::Choice)?;
    let name = field(&fields, NAME).to_owned();
    let problem = if field(&fields, CONSENT).is_empty() {
        Problem::NoConsent
    } else {
        let place = site.engine.studio_place().await?.0.place;
        let consent = Consent {
            at: site.clock.now(),
            text: own_voice::consent(view.lang, &place),
            language: view.lang.code().to_owned(),
        };
        let (notes, recordings) = (notes.clone(), recordings.clone());
        let wanted = WantedVoice { name: name.clone(), consent, account, notes, recordings };
        match site.engine.make_voice(wanted).await? {
            Ok(_) => {
                site.write_down(AuditAction::VoiceMade, &name, &source).await?;
                return Ok(Redirect::to("/voices").into_response());
            }
            Err(not) => Problem::NotBegun(not),
        }
    };
    let (notes, recordings) = (notes.into_iter().collect(), recordings.into_iter().collect());
    let picked = Picked { name, notes, recordings };
    draw(&site, &view, account, Some(picked), Some(problem), None).await
}

/// A voice note as the form names it: its chat and its number.
fn note(text: &str) -> Option<NoteKey> {
    let (chat, message) = text.split_once(':')?;
    let (chat, message) = (PeerId(chat.parse().ok()?), MessageId(message.parse().ok()?));
    Some(NoteKey { chat, message })
}

/// `POST /voices/{voice}/withdraw`: the owner takes their consent back. It is as easy as giving it was: nobody is
/// asked for a password, and the same voice can be made again.
pub(crate) async fn withdraw(
    Here(site): Here,
    Came(source): Came,
    Path(voice): Path<String>,
) -> Result<Redirect, Error> {
    let voice = site.engine.withdraw_voice(parse(&voice)?).await?.ok_or(Error::NotFound)?;
    site.write_down(AuditAction::VoiceDeleted, &voice.name, &source).await?;
    Ok(Redirect::to("/voices"))
}

/// `POST /voices/{voice}/forget`: one that was not made, or that its owner deletes at the provider themselves.
pub(crate) async fn forget(Here(site): Here, Path(voice): Path<String>) -> Result<Redirect, Error> {
    site.engine.forget_voice(parse(&voice)?).await?;
    Ok(Redirect::to("/voices"))
}

/// `POST /voices/{voice}/speak`: everything is spoken in it from now on.
pub(crate) async fn speak(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(voice): Path<String>,
) -> Result<Response, Error> {
    let id: VoiceId = parse(&voice)?;
    match site.engine.speak_in(id, None).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::NotFound),
        Err(error) => return refused(&site, &view, error).await,
    }
    let name = site.engine.cloned_voice(id).await?.map(|voice: ClonedVoice| voice.name);
    let subject = format!("voice {}", name.unwrap_or_default());
    site.write_down(AuditAction::ModelChosen, &subject, &source).await?;
    Ok(Redirect::to("/voices").into_response())
}

/// `POST /voices/{voice}/say`: has something said in it, to be listened to on the page.
pub(crate) async fn say(
    State(server): State<Arc<Server>>,
    Here(site): Here,
    view: View,
    Path(voice): Path<String>,
) -> Result<Response, Error> {
    let id: VoiceId = parse(&voice)?;
    let said = match site.engine.say_in(id, &t!(view.lang, "own-voice-sample")).await {
        Ok(said) => said.ok_or(Error::NotFound)?,
        Err(error) => return refused(&site, &view, error).await,
    };
    match said {
        Ok(note) => {
            server.last_said.put(site.engine.owner(), note);
            draw(&site, &view, None, None, None, Some(id)).await
        }
        Err(why) => draw(&site, &view, None, None, Some(Problem::NotSpoken(why)), None).await,
    }
}

/// `POST /voices/choice`: which model speaks at the provider, and in which voice.
pub(crate) async fn choose(
    Here(site): Here,
    view: View,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let (model, voice) = (field(&fields, MODEL), field(&fields, VOICE));
    if model.is_empty() || model.contains([' ', '@']) || voice.is_empty() {
        return Err(Error::Choice);
    }
    let place = site.engine.studio_place().await?.0.place;
    if let Err(error) = site.engine.choose_spoken(&place, Some(model), voice.to_owned()).await {
        return refused(&site, &view, error).await;
    }
    site.write_down(AuditAction::ModelChosen, model, &source).await?;
    Ok(Redirect::to("/voices").into_response())
}

/// `POST /voices/twin`: in which voice the twin of an account speaks.
pub(crate) async fn of_twin(
    Here(site): Here,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(fields) = fields?;
    let account: AccountId = parse(field(&fields, ACCOUNT))?;
    let voice = Some(field(&fields, VOICE)).filter(|voice| !voice.is_empty());
    if !site.engine.set_account_voice(account, voice).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to("/voices"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{MadeOf, Timestamp, VoiceState};

    use super::*;

    #[test]
    fn a_voice_of_somebody_elses_recordings_is_not_chosen() {
        let own = |state| ClonedVoice {
            id: VoiceId::new(Timestamp::from_secs(1), 1),
            name: "Mine".to_owned(),
            place: "elevenlabs".to_owned(),
            voice: Some("mine".to_owned()),
            state,
            problem: None,
            since: Timestamp::from_secs(1),
            consent: Consent {
                at: Timestamp::from_secs(1),
                text: String::new(),
                language: "en".to_owned(),
            },
            of: MadeOf { account: None, notes: 0, recordings: 1, spoken: Duration::from_secs(60) },
        };
        let there = |id: &str, about: &str| StudioVoice {
            id: id.to_owned(),
            name: id.to_owned(),
            about: about.to_owned(),
            is_stock: false,
            unverified: false,
        };
        let mark = |number| ClonedVoice::mark(VoiceId::new(Timestamp::from_secs(1), number));
        let made = [own(VoiceState::Made)];
        assert!(is_theirs_to_choose(&there("stock", "A calm voice"), &made));
        assert!(is_theirs_to_choose(&there("mine", &mark(1)), &made));
        // Another owner of this server, who shares the key of the environment.
        assert!(!is_theirs_to_choose(&there("theirs", &mark(2)), &made));
        assert!(!is_theirs_to_choose(&there("mine", &mark(1)), &[own(VoiceState::Deleting)]));
    }

    #[test]
    fn a_note_is_named_by_its_chat_and_its_number() {
        let named = |chat, message| NoteKey { chat: PeerId(chat), message: MessageId(message) };
        assert_eq!(note("7:12"), Some(named(7, 12)));
        assert_eq!(note("-100:3"), Some(named(-100, 3)));
        for wrong in ["", "7", "7:", ":3", "a:b", "7:12:1"] {
            assert_eq!(note(wrong), None, "{wrong}");
        }
    }
}
