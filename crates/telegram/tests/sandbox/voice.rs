//! Voice notes: read, and sent.

use domain::{
    ChatAction, Content, Event, Message, MessageId, Messenger, MessengerError, SoundForm, VoiceNote,
};
use sandbox::{
    AccountChange, Activity, Flag, MediaKind, NewFile, NewMessage, Transcript,
    TranscriptionSettings,
};

use crate::support::{ANNA, OWNER, World, next, next_text, soon};

/// A file of several parts.
fn sound() -> Vec<u8> {
    (0..300_000_u32).map(|at| (at % 251) as u8).collect()
}

#[tokio::test]
async fn the_file_of_a_voice_note_is_read_whole() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let about = NewFile { kind: MediaKind::Voice, duration: 4.0, ..NewFile::default() };
    let file = Some(world.control().add_file(about, &sound()).unwrap().id);
    let (from, to) = (ANNA.to_owned(), OWNER.to_owned());
    world.control().send(&NewMessage { from, to, file, ..NewMessage::default() }).unwrap();
    let Event::Message { message, .. } = next(&*messenger).await else {
        panic!("a message was sent");
    };
    assert_eq!(message.content, Content::Voice { seconds: Some(4), said: None });

    let read = soon(messenger.file(message.chat, message.id, 1 << 20)).await.unwrap().unwrap();
    assert_eq!((read.bytes, &*read.mime), (sound(), "audio/ogg"));
    let refused = soon(messenger.file(message.chat, message.id, 100_000)).await.unwrap_err();
    assert!(
        matches!(&refused, MessengerError::Refused { reason } if reason == "FILE_TOO_BIG"),
        "{refused:?}"
    );
    let nothing = soon(messenger.file(message.chat, MessageId(9_999), 1 << 20)).await.unwrap();
    assert_eq!(nothing, None);
    // It has this number in this chat only.
    let elsewhere = soon(messenger.file(world.id(OWNER), message.id, 1 << 20)).await.unwrap();
    assert_eq!(elsewhere, None);
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_voice_note_arrives_once_with_its_length_and_its_waveform() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "скажи голосом").unwrap();
    assert_eq!(next_text(&*messenger).await, "скажи голосом");

    let mut events = world.control().subscribe(ANNA).unwrap();
    let anna = world.id(ANNA);
    soon(messenger.set_action(anna, ChatAction::Recording)).await.unwrap();
    let mut waveform = [0; 63];
    waveform[0] = 0b0001_1111;
    let note = VoiceNote { ogg: sound(), seconds: 7, waveform };
    let first = soon(messenger.send_voice(anna, &note, 42, None)).await.unwrap();
    let again = soon(messenger.send_voice(anna, &note, 42, None)).await.unwrap();
    assert_eq!(again.id, first.id, "the same random id arrives once");

    let recording = async {
        loop {
            if let sandbox::AccountEvent::Typing { action, .. } = events.recv().await.unwrap() {
                return action;
            }
        }
    };
    assert_eq!(soon(recording).await, Activity::RecordVoice);
    let conversation = world.control().conversation(ANNA, OWNER).unwrap();
    let notes: Vec<_> = conversation.iter().filter_map(|message| message.file.as_ref()).collect();
    let [file] = &notes[..] else { panic!("one voice note: {notes:?}") };
    assert_eq!((file.kind, file.duration), (MediaKind::Voice, Some(7)));
    assert_eq!(file.waveform.as_deref(), Some(&waveform[..]));
    let bytes = world.control().read_file(file.id, 0, 1 << 20).unwrap();
    assert_eq!(bytes, sound());
    messenger.disconnect().await;
}

/// A file of a kind from Anna: its id, and the message as it arrived.
async fn sent(
    world: &World,
    messenger: &dyn Messenger,
    kind: MediaKind,
    duration: f64,
) -> (i64, Message) {
    let about = NewFile { kind, duration, ..NewFile::default() };
    let file = world.control().add_file(about, &sound()).unwrap().id;
    let (from, to) = (ANNA.to_owned(), OWNER.to_owned());
    let message = NewMessage { from, to, file: Some(file), ..NewMessage::default() };
    world.control().send(&message).unwrap();
    loop {
        if let Event::Message { message, .. } = next(messenger).await {
            return (file, message);
        }
    }
}

fn says(text: &str) -> Transcript {
    Transcript { text: text.to_owned(), ..Transcript::default() }
}

fn refusal(answer: Result<String, MessengerError>) -> String {
    match answer {
        Err(MessengerError::Refused { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn telegram_tells_what_is_said_at_once_later_or_by_an_update_before_its_answer() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let premium = AccountChange { flags: Some([Flag::Premium].into()), ..AccountChange::default() };
    world.control().change_account(OWNER, premium).unwrap();

    let (file, note) = sent(&world, &*messenger, MediaKind::Voice, 4.0).await;
    let asked = messenger.transcribe(note.chat, note.id);
    let told = async {
        // Whoever listens to events has them, as an account that runs.
        let part = Transcript { pending: true, ..says("ты") };
        world.control().transcribe(file, part).unwrap();
        world.control().transcribe(file, says("ты где?")).unwrap();
    };
    let (words, ()) = tokio::join!(soon(asked), told);
    assert_eq!(words.unwrap(), "ты где?");

    let (file, round) = sent(&world, &*messenger, MediaKind::VideoNote, 7.6).await;
    let (form, words) = (SoundForm::VideoMessage, String::new());
    let content = Content::Sound { form, seconds: Some(7), words, heard: false };
    assert_eq!(round.content, content);
    world.control().transcribe(file, Transcript { by_update: true, ..says("я\nтут") }).unwrap();
    assert_eq!(soon(messenger.transcribe(round.chat, round.id)).await.unwrap(), "я тут");
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_telegram_does_not_transcribe_is_refused_by_its_name() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let settings = TranscriptionSettings { weekly: 1, longest: 60 };
    world.control().set_transcription_settings(settings);
    let (file, first) = sent(&world, &*messenger, MediaKind::Voice, 4.0).await;
    world.control().transcribe(file, says("да")).unwrap();
    assert_eq!(soon(messenger.transcribe(first.chat, first.id)).await.unwrap(), "да");
    let (_, long) = sent(&world, &*messenger, MediaKind::Voice, 90.0).await;
    let refused = soon(messenger.transcribe(long.chat, long.id)).await;
    assert_eq!(refusal(refused), "MSG_VOICE_TOO_LONG");
    let (_, second) = sent(&world, &*messenger, MediaKind::Voice, 5.0).await;
    let refused = soon(messenger.transcribe(second.chat, second.id)).await;
    assert_eq!(refusal(refused), "PREMIUM_ACCOUNT_REQUIRED");
    let (_, music) = sent(&world, &*messenger, MediaKind::Audio, 5.0).await;
    let refused = soon(messenger.transcribe(music.chat, music.id)).await;
    assert_eq!(refusal(refused), "MSG_VOICE_MISSING");
    let fails = Transcript { fails: true, ..says("") };
    world.control().transcribe(file, fails).unwrap();
    let refused = soon(messenger.transcribe(first.chat, first.id)).await;
    assert_eq!(refusal(refused), "TRANSCRIPTION_FAILED");
    messenger.disconnect().await;
}
