//! Voice notes: read, and sent.

use domain::{ChatAction, Content, Event, MessageId, MessengerError, VoiceNote};
use sandbox::{Activity, MediaKind, NewFile, NewMessage};

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
