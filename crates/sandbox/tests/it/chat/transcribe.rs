//! What is said in voice notes and round videos.

use grammers_client::tl::{enums, functions as f, types};
use reqwest::{Client, StatusCode};
use sandbox::{
    AccountChange, FaultKind, Flag, MediaKind, NewFault, NewFile, NewMessage, Repeat, Transcript,
    TranscriptionSettings,
};
use serde_json::json;

use super::next;
use crate::support::{OLEG, Person, VERA, World};

/// A file of a kind, sent from Vera to Oleg: its id, and the message's.
async fn sent(
    world: &World,
    oleg: &mut Person,
    kind: MediaKind,
    duration: f64,
) -> (i64, f::messages::TranscribeAudio) {
    let new = NewFile { kind, duration, ..NewFile::default() };
    let file = world.control().add_file(new, b"OggS").unwrap().id;
    let (from, to) = (VERA.to_owned(), OLEG.to_owned());
    let message = NewMessage { from, to, file: Some(file), ..NewMessage::default() };
    world.control().send(&message).unwrap();
    let msg_id = oleg.hear().await.id();
    let peer = oleg.peer("vera").await.into();
    (file, f::messages::TranscribeAudio { peer, msg_id })
}

async fn ask(
    oleg: &Person,
    wanted: &f::messages::TranscribeAudio,
) -> types::messages::TranscribedAudio {
    let enums::messages::TranscribedAudio::Audio(told) = oleg.call(wanted.clone()).await;
    told
}

fn says(text: &str) -> Transcript {
    Transcript { text: text.to_owned(), ..Transcript::default() }
}

async fn updated(oleg: &mut Person) -> types::UpdateTranscribedAudio {
    next(oleg, |update| match update {
        enums::Update::TranscribedAudio(told) => Some(told),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn whoever_asks_waits_for_the_words_and_gets_them_by_updates() {
    let world = World::new().await;
    let (_vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let (file, wanted) = sent(&world, &mut oleg, MediaKind::Voice, 4.0).await;
    let first = ask(&oleg, &wanted).await;
    assert_eq!((first.pending, first.text.as_str()), (true, ""));
    assert_eq!(first.trial_remains_num, Some(1));

    let part = Transcript { pending: true, ..says("ты где") };
    world.control().transcribe(file, part).unwrap();
    let told = updated(&mut oleg).await;
    assert_eq!((told.pending, told.text.as_str()), (true, "ты где"));
    let url = format!("http://{}/files/{file}/transcript", world.sandbox.control_address());
    let answer = Client::new().put(&url).json(&json!({"text": "ты где?"})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let told = updated(&mut oleg).await;
    assert_eq!((told.pending, told.text.as_str()), (false, "ты где?"));
    assert_eq!((told.transcription_id, told.msg_id), (first.transcription_id, wanted.msg_id));

    let again = ask(&oleg, &wanted).await;
    assert_eq!((again.pending, again.text.as_str()), (false, "ты где?"));
    assert_eq!(again.trial_remains_num, Some(1), "the same message is counted once");
    let nowhere = url.replace(&file.to_string(), "1");
    let none = Client::new().put(nowhere).json(&json!({})).send().await.unwrap();
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_trial_is_used_up_and_premium_needs_none() {
    let world = World::new().await;
    let (_vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let settings = TranscriptionSettings { weekly: 1, longest: 60 };
    world.control().set_transcription_settings(settings);
    let (file, first) = sent(&world, &mut oleg, MediaKind::VideoNote, 4.5).await;
    world.control().transcribe(file, says("да")).unwrap();
    let told = ask(&oleg, &first).await;
    assert_eq!((told.pending, told.text.as_str()), (false, "да"));
    assert_eq!(told.trial_remains_num, Some(0));
    assert!(told.trial_remains_until_date.is_some());

    let (file, second) = sent(&world, &mut oleg, MediaKind::Voice, 90.0).await;
    world.control().transcribe(file, Transcript { by_update: true, ..says("нет") }).unwrap();
    assert_eq!(oleg.refusal(second.clone()).await, "MSG_VOICE_TOO_LONG");
    let (_, third) = sent(&world, &mut oleg, MediaKind::Voice, 5.0).await;
    assert_eq!(oleg.refusal(third).await, "PREMIUM_ACCOUNT_REQUIRED");

    let flags = Some([Flag::Premium].into());
    let premium = AccountChange { flags, ..AccountChange::default() };
    world.control().change_account(OLEG, premium).unwrap();
    let told = ask(&oleg, &second).await;
    assert_eq!((told.pending, told.trial_remains_num), (true, None));
    assert_eq!(updated(&mut oleg).await.text, "нет");
}

#[tokio::test]
async fn what_has_no_words_is_refused_by_its_name() {
    let world = World::new().await;
    let (_vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let (_, music) = sent(&world, &mut oleg, MediaKind::Audio, 4.0).await;
    assert_eq!(oleg.refusal(music.clone()).await, "MSG_VOICE_MISSING");
    let nothing = f::messages::TranscribeAudio { msg_id: 9_999, ..music };
    assert_eq!(oleg.refusal(nothing).await, "MSG_ID_INVALID");
    let (file, noise) = sent(&world, &mut oleg, MediaKind::Voice, 4.0).await;
    world.control().transcribe(file, Transcript { fails: true, ..says("") }).unwrap();
    assert_eq!(oleg.refusal(noise.clone()).await, "TRANSCRIPTION_FAILED");
    let method = Some("messages.transcribeAudio".to_owned());
    for name in ["FLOOD_WAIT_30", "PREMIUM_ACCOUNT_REQUIRED"] {
        let (account, method, repeat) = (None, method.clone(), Repeat::default());
        let fault = NewFault { account, method, repeat, fault: FaultKind::error(name) };
        world.control().add_fault(fault).unwrap();
        assert_eq!(oleg.refusal(noise.clone()).await, name.trim_end_matches("_30"));
    }
}
