//! Voices that were made of the owner's recordings, and in which voice twins speak.

use std::time::Duration;

use domain::{
    Author, ClonedVoice, Consent, Content, MadeOf, Message, MessageId, NoteKey, NoteMeasure,
    PeerId, VoiceId, VoiceMade, VoiceNote, VoiceState, VoiceTrouble,
};

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, on_both, text};

on_both!(
    a_voice_is_written_down_before_it_is_made,
    a_voice_that_is_not_wanted_any_more_stays_to_be_deleted,
    a_voice_that_was_not_made_says_why,
    a_withdrawn_voice_is_spoken_in_nowhere,
    a_voice_goes_with_the_account_of_whose_notes_it_was_made,
    only_what_the_owner_said_themselves_is_picked_from,
    how_a_note_sounds_is_kept_and_goes_with_its_message,
    another_owner_sees_and_changes_no_voice,
);

const CHAT: PeerId = PeerId(7);
const NOTE: NoteKey = NoteKey { chat: CHAT, message: MessageId(3) };

fn id() -> VoiceId {
    VoiceId::new(NOW, 5)
}

fn voice(fixture: &Fixture) -> ClonedVoice {
    ClonedVoice {
        id: id(),
        name: "Mira".to_owned(),
        place: "elevenlabs".to_owned(),
        voice: None,
        state: VoiceState::Making,
        problem: None,
        since: NOW,
        consent: Consent {
            at: NOW, text: "Это мой голос.".to_owned(), language: "ru".to_owned()
        },
        of: MadeOf {
            account: Some(fixture.account),
            notes: 4,
            recordings: 1,
            spoken: Duration::from_millis(93_250),
        },
    }
}

fn measure() -> NoteMeasure {
    NoteMeasure {
        duration: Duration::from_millis(12_340),
        speech: Duration::from_millis(9_000),
        loudness: -19.123_456_789,
        noise: -58.5,
        clipped: 0.000_25,
        waveform: [31; 63],
    }
}

fn made() -> VoiceMade {
    VoiceMade { id: "at-the-provider".to_owned(), unverified: false }
}

/// The owner's own voice note.
fn own_note(id: i32) -> Message {
    let content = Content::Voice { seconds: Some(12), said: None };
    Message { author: Author::Owner, content, ..text(CHAT.0, id, "") }
}

/// A row in every table of this.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    tx.add_cloned_voice(&voice(fixture)).await.unwrap();
    let [message] = &tx.recent_messages(fixture.account, CHAT, 1).await.unwrap()[..] else {
        panic!("there is a message")
    };
    let note = NoteKey { chat: CHAT, message: message.id };
    assert!(tx.keep_note_measure(fixture.account, note, &measure()).await.unwrap());
    tx.commit().await.unwrap();
}

async fn with_voice(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let mut tx = fixture.begin().await;
    tx.add_cloned_voice(&voice(&fixture)).await.unwrap();
    tx.commit().await.unwrap();
    fixture
}

async fn a_voice_is_written_down_before_it_is_made(db: &Database) {
    let fixture = with_voice(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.cloned_voices().await.unwrap(), [voice(&fixture)]);
    assert_eq!(tx.cloned_voice(VoiceId::new(NOW, 6)).await.unwrap(), None);
    let later = NOW + Duration::from_secs(9);
    tx.note_cloned_voice(id(), Some(VoiceTrouble::Unreachable)).await.unwrap();
    tx.cloned_voice_is_made(id(), &made(), later).await.unwrap();
    let now = tx.cloned_voice(id()).await.unwrap().unwrap();
    let expected = ClonedVoice {
        voice: Some("at-the-provider".to_owned()),
        state: VoiceState::Made,
        since: later,
        ..voice(&fixture)
    };
    assert_eq!(now, expected);
    assert!(!tx.forget_cloned_voice(id()).await.unwrap(), "it speaks");
}

async fn a_voice_that_is_not_wanted_any_more_stays_to_be_deleted(db: &Database) {
    let fixture = with_voice(db).await;
    let mut tx = fixture.begin().await;
    let before = tx.withdraw_cloned_voice(id(), NOW).await.unwrap().unwrap();
    assert_eq!(before.state, VoiceState::Making);
    // What was under way comes to its end.
    tx.cloned_voice_is_made(id(), &made(), NOW).await.unwrap();
    let now = tx.cloned_voice(id()).await.unwrap().unwrap();
    assert_eq!((now.state, now.voice.as_deref()), (VoiceState::Deleting, Some("at-the-provider")));
    tx.cloned_voice_failed(id(), VoiceTrouble::Key, NOW).await.unwrap();
    assert_eq!(tx.cloned_voice(id()).await.unwrap().unwrap().state, VoiceState::Deleting);
    assert!(tx.forget_cloned_voice(id()).await.unwrap());
    assert_eq!(tx.cloned_voices().await.unwrap(), []);
    assert_eq!(tx.withdraw_cloned_voice(id(), NOW).await.unwrap(), None);
}

async fn a_voice_that_was_not_made_says_why(db: &Database) {
    let fixture = with_voice(db).await;
    let mut tx = fixture.begin().await;
    tx.cloned_voice_failed(id(), VoiceTrouble::Full, NOW).await.unwrap();
    let now = tx.cloned_voice(id()).await.unwrap().unwrap();
    assert_eq!((now.state, now.problem), (VoiceState::Failed, Some(VoiceTrouble::Full)));
    assert!(tx.forget_cloned_voice(id()).await.unwrap());
}

async fn a_withdrawn_voice_is_spoken_in_nowhere(db: &Database) {
    let fixture = with_voice(db).await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    tx.cloned_voice_is_made(id(), &made(), NOW).await.unwrap();
    assert_eq!(tx.spoken_voices(account, CHAT).await.unwrap(), (None, None));
    assert!(tx.set_account_voice(account, Some("at-the-provider")).await.unwrap());
    assert!(tx.set_chat_voice(account, CHAT, Some("another")).await.unwrap());
    assert!(!tx.set_chat_voice(account, PeerId(99), Some("another")).await.unwrap());
    let both = (Some("another".to_owned()), Some("at-the-provider".to_owned()));
    assert_eq!(tx.spoken_voices(account, CHAT).await.unwrap(), both);
    assert_eq!(tx.account_voice(account).await.unwrap(), both.1);
    let reply = reply(&fixture, 1, CHAT);
    assert!(tx.plan_reply(&reply).await.unwrap());
    let note = VoiceNote { ogg: vec![7; 9], seconds: 3, waveform: [1; 63] };
    tx.keep_sounds(reply.id, &[(0, note)]).await.unwrap();
    tx.withdraw_cloned_voice(id(), NOW).await.unwrap();
    assert_eq!(tx.spoken_voices(account, CHAT).await.unwrap(), (both.0, None));
    // It may be this voice that says it.
    assert_eq!(tx.sound(reply.id, 0).await.unwrap(), None);
}

async fn a_voice_goes_with_the_account_of_whose_notes_it_was_made(db: &Database) {
    let fixture = with_voice(db).await;
    let mut tx = fixture.begin().await;
    tx.cloned_voice_is_made(id(), &made(), NOW).await.unwrap();
    let recorded = MadeOf { account: None, notes: 0, recordings: 2, ..voice(&fixture).of };
    let recorded = ClonedVoice { id: VoiceId::new(NOW, 6), of: recorded, ..voice(&fixture) };
    tx.add_cloned_voice(&recorded).await.unwrap();
    assert!(tx.remove_account(fixture.account, NOW).await.unwrap());
    let left = tx.cloned_voices().await.unwrap();
    assert_eq!(left[0], recorded, "made of no account's notes");
    // It is not forgotten before the provider has deleted it.
    assert_eq!((left[1].state, left[1].of.account), (VoiceState::Deleting, None));
}

async fn only_what_the_owner_said_themselves_is_picked_from(db: &Database) {
    let fixture = with_voice(db).await;
    let of_twin = Message { author: Author::Twin, ..own_note(2) };
    let of_other = Message { author: Author::Other, ..own_note(3) };
    let passed_on = Message { forwarded: true, ..own_note(4) };
    let by_bot = Message { via_bot: true, ..own_note(5) };
    let written = Message { author: Author::Owner, ..text(CHAT.0, 6, "hi") };
    let mut tx = fixture.begin().await;
    for message in [own_note(1), of_twin, of_other, passed_on, by_bot, written, own_note(7)] {
        assert!(tx.insert_message(fixture.account, &message).await.unwrap());
    }
    let mut found = tx.own_voice_notes(fixture.account, 10).await.unwrap();
    found.sort_by_key(|message| message.id);
    assert_eq!(found, [own_note(1), own_note(7)]);
    assert_eq!(tx.own_voice_notes(fixture.account, 1).await.unwrap().len(), 1);
}

async fn how_a_note_sounds_is_kept_and_goes_with_its_message(db: &Database) {
    let fixture = with_voice(db).await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    assert!(!tx.keep_note_measure(account, NOTE, &measure()).await.unwrap(), "no such message");
    assert!(tx.insert_message(account, &own_note(NOTE.message.0)).await.unwrap());
    assert!(
        tx.keep_note_measure(account, NOTE, &NoteMeasure { noise: -3.0, ..measure() })
            .await
            .unwrap()
    );
    assert!(tx.keep_note_measure(account, NOTE, &measure()).await.unwrap());
    assert_eq!(tx.note_measures(account).await.unwrap(), [(NOTE, measure())]);
    tx.delete_messages(account, Some(CHAT), &[NOTE.message]).await.unwrap();
    assert_eq!(tx.note_measures(account).await.unwrap(), []);
}

async fn another_owner_sees_and_changes_no_voice(db: &Database) {
    let fixture = with_voice(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.insert_message(fixture.account, &own_note(NOTE.message.0)).await.unwrap());
    assert!(tx.keep_note_measure(fixture.account, NOTE, &measure()).await.unwrap());
    tx.set_account_voice(fixture.account, Some("v")).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.cloned_voices().await.unwrap(), []);
    assert_eq!(tx.cloned_voice(id()).await.unwrap(), None);
    assert_eq!(tx.own_voice_notes(fixture.account, 9).await.unwrap(), []);
    assert_eq!(tx.note_measures(fixture.account).await.unwrap(), []);
    assert_eq!(tx.spoken_voices(fixture.account, CHAT).await.unwrap(), (None, None));
    assert_eq!(tx.withdraw_cloned_voice(id(), NOW).await.unwrap(), None);
    tx.cloned_voice_is_made(id(), &made(), NOW).await.unwrap();
    tx.cloned_voice_failed(id(), VoiceTrouble::Key, NOW).await.unwrap();
    tx.note_cloned_voice(id(), Some(VoiceTrouble::Key)).await.unwrap();
    assert!(!tx.forget_cloned_voice(id()).await.unwrap());
    assert!(!tx.keep_note_measure(fixture.account, NOTE, &measure()).await.unwrap());
    assert!(!tx.set_account_voice(fixture.account, None).await.unwrap());
    assert!(!tx.set_chat_voice(fixture.account, CHAT, Some("w")).await.unwrap());
    tx.commit().await.unwrap();

    let mut tx = fixture.read().await;
    assert_eq!(tx.cloned_voices().await.unwrap(), [voice(&fixture)]);
    let voices = tx.spoken_voices(fixture.account, CHAT).await.unwrap();
    assert_eq!(voices, (None, Some("v".to_owned())));
}
