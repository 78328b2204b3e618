//! What was heard and spoken, and telling that a twin writes.

use std::time::Duration;

use domain::policy::{Aloud, Told};
use domain::{
    Author, Content, Failing, Helper, Message, MessageId, PeerId, ReplyState, SentMessage,
    SoundForm, VoiceChoice, VoiceNote,
};
use store::{Hearing, Spoke, VoiceUsage};

use crate::replies::reply;
use crate::search::{found, wanted};
use crate::support::{Database, Fixture, NOW, on_both, text};

on_both!(
    what_was_heard_is_the_words_of_its_message_and_found,
    telegram_telling_of_it_again_forgets_nothing_that_was_heard,
    what_was_not_heard_is_known_with_its_reason,
    a_spoken_message_keeps_its_sound_until_it_has_arrived,
    changed_words_have_no_sound,
    a_chat_is_told_once_that_a_twin_writes,
    a_chat_has_a_choice_of_its_own,
    what_voice_takes_is_counted,
    what_tries_take_is_counted_beside_all_accounts,
    a_round_video_and_a_file_of_sound_keep_what_was_heard_below_their_captions,
    the_owners_choice_is_kept_and_taken_back,
    another_owner_hears_nothing,
);

const CHAT: PeerId = PeerId(7);
const NOTE: MessageId = MessageId(3);

fn heard() -> Hearing {
    Hearing {
        at: NOW,
        ear: Some("openai:gpt-transcribe".to_owned()),
        language: Some("ru".to_owned()),
        charged: Duration::from_millis(4_200),
        billionths: 9,
        took: Duration::from_millis(900),
        problem: None,
    }
}

fn sound() -> VoiceNote {
    VoiceNote { ogg: vec![0, 255, 7], seconds: 4, waveform: [31; 63] }
}

fn voice(said: Option<&str>) -> Message {
    let content = Content::Voice { seconds: Some(4), said: said.map(str::to_owned) };
    Message { content, ..text(CHAT.0, NOTE.0, "") }
}

async fn with_note(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let mut tx = fixture.begin().await;
    assert!(tx.insert_message(fixture.account, &voice(None)).await.unwrap());
    tx.commit().await.unwrap();
    fixture
}

/// A row in every table of this.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    tx.keep_sounds(open.id, &[(0, sound())]).await.unwrap();
    let [message] = &tx.recent_messages(fixture.account, CHAT, 1).await.unwrap()[..] else {
        panic!("there is a message")
    };
    assert!(tx.keep_hearing(fixture.account, (CHAT, message.id), &heard()).await.unwrap());
    let spoke = Spoke { notes: 1, characters: 2, seconds: 3, billionths: 4 };
    tx.note_spoke((fixture.account, CHAT), NOW, "echo", spoke).await.unwrap();
    tx.set_voice_choice(Some(&VoiceChoice::default())).await.unwrap();
    tx.note_voice_try(NOW, "echo", VoiceUsage { spoke, ..VoiceUsage::default() }).await.unwrap();
    tx.note_failure(NOW, Helper::Mouth, Failing::Key).await.unwrap();
    tx.commit().await.unwrap();
}

async fn what_was_heard_is_the_words_of_its_message_and_found(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let message =
        tx.keep_heard(fixture.account, (CHAT, NOTE), "купи хлеба", &heard()).await.unwrap();
    assert_eq!(message, Some(voice(Some("купи хлеба"))));
    assert_eq!(tx.hearing(fixture.account, (CHAT, NOTE)).await.unwrap(), Some(heard()));
    let missing = (CHAT, MessageId(99));
    assert_eq!(tx.keep_heard(fixture.account, missing, "что", &heard()).await.unwrap(), None);
    tx.commit().await.unwrap();

    let said = found(&fixture, &wanted("хлеб")).await;
    assert_eq!(said.messages.len(), 1, "it is searched like what is written");
}

async fn telegram_telling_of_it_again_forgets_nothing_that_was_heard(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    tx.keep_heard(fixture.account, (CHAT, NOTE), "купи хлеба", &heard()).await.unwrap();
    let later = NOW + Duration::from_secs(60);
    assert!(tx.edit_message(fixture.account, &voice(None), later).await.unwrap());
    let stored = tx.message(fixture.account, CHAT, NOTE).await.unwrap();
    assert_eq!(stored, Some(voice(Some("купи хлеба"))));
}

async fn what_was_not_heard_is_known_with_its_reason(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.hearing(fixture.account, (CHAT, NOTE)).await.unwrap(), None);
    let problem = Some("key".to_owned());
    let charged = Duration::ZERO;
    let failed = Hearing { ear: None, problem, charged, billionths: 0, ..heard() };
    assert!(tx.keep_hearing(fixture.account, (CHAT, NOTE), &failed).await.unwrap());
    assert_eq!(tx.hearing(fixture.account, (CHAT, NOTE)).await.unwrap(), Some(failed.clone()));
    assert!(!tx.keep_hearing(fixture.account, (CHAT, MessageId(99)), &failed).await.unwrap());
    tx.keep_heard(fixture.account, (CHAT, NOTE), "", &heard()).await.unwrap();
    assert_eq!(tx.hearing(fixture.account, (CHAT, NOTE)).await.unwrap(), Some(heard()));
    let stored = tx.message(fixture.account, CHAT, NOTE).await.unwrap();
    assert_eq!(stored, Some(voice(Some(""))), "that nobody speaks in it is known, too");
}

async fn a_spoken_message_keeps_its_sound_until_it_has_arrived(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let reply = reply(&fixture, 1, CHAT);
    assert!(tx.plan_reply(&reply).await.unwrap());
    tx.keep_sounds(reply.id, &[(1, sound())]).await.unwrap();
    let planned = tx.reply(reply.id).await.unwrap().unwrap();
    let spoken: Vec<_> = planned.bubbles.iter().map(|bubble| bubble.spoken).collect();
    assert_eq!(spoken, [None, Some(4)]);
    assert_eq!(tx.sound(reply.id, 0).await.unwrap(), None);
    assert_eq!(tx.sound(reply.id, 1).await.unwrap(), Some(sound()));

    assert!(tx.claim_reply(reply.id).await.unwrap());
    for (index, id) in [(0, 30), (1, 31)] {
        let sent = SentMessage { id: MessageId(id), sent_at: NOW };
        assert!(tx.bubble_sent(reply.id, index, sent).await.unwrap());
    }
    let said = tx.message(fixture.account, CHAT, MessageId(31)).await.unwrap().unwrap();
    let content = Content::Voice { seconds: Some(4), said: Some("как дела?".to_owned()) };
    assert_eq!((said.author, said.content), (Author::Twin, content));
    assert_eq!(tx.sound(reply.id, 1).await.unwrap(), None);
}

async fn changed_words_have_no_sound(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let draft = domain::Reply { state: ReplyState::Waiting, ..reply(&fixture, 1, CHAT) };
    assert!(tx.plan_reply(&draft).await.unwrap());
    tx.keep_sounds(draft.id, &[(0, sound())]).await.unwrap();
    let mut changed = draft.bubbles.clone();
    changed[0].text = "иначе".to_owned();
    assert!(tx.approve_reply(draft.id, Some(&changed), NOW).await.unwrap());
    assert_eq!(tx.sound(draft.id, 0).await.unwrap(), None);
}

async fn a_chat_is_told_once_that_a_twin_writes(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let disclosed = async |tx: &mut store::Tx| {
        tx.situation(fixture.account, CHAT).await.unwrap().unwrap().disclosed
    };
    let reply = domain::Reply { discloses: true, ..reply(&fixture, 1, CHAT) };
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(tx.reply(reply.id).await.unwrap().unwrap().discloses);
    assert!(tx.claim_reply(reply.id).await.unwrap());
    assert!(!disclosed(&mut tx).await, "nobody has read it yet");
    let sent = SentMessage { id: MessageId(30), sent_at: NOW };
    assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
    assert!(disclosed(&mut tx).await);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    tx.disclosure_is_taken_back(fixture.account, CHAT).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert!(disclosed(&mut tx).await, "another owner takes nothing back");
    tx.disclosure_is_taken_back(fixture.account, CHAT).await.unwrap();
    assert!(!disclosed(&mut tx).await);
}

async fn a_chat_has_a_choice_of_its_own(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let account = fixture.account;
    for (told, aloud) in
        [(Some(Told::Each), Some(Aloud::Always)), (None, Some(Aloud::AsOwner)), (None, None)]
    {
        assert!(tx.set_told_and_aloud(account, CHAT, told, aloud).await.unwrap());
        let now = tx.situation(account, CHAT).await.unwrap().unwrap();
        assert_eq!((now.told, now.aloud), (told, aloud));
    }
    assert!(!tx.set_told_and_aloud(account, PeerId(99), None, None).await.unwrap());
}

async fn what_voice_takes_is_counted(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    tx.keep_heard(fixture.account, (CHAT, NOTE), "да", &heard()).await.unwrap();
    let elsewhere = PeerId(-5);
    for (chat, mouth) in [(CHAT, "echo"), (CHAT, "echo"), (CHAT, "other"), (elsewhere, "echo")] {
        let spoke = Spoke { notes: 1, characters: 20, seconds: 4, billionths: 7 };
        tx.note_spoke((fixture.account, chat), NOW, mouth, spoke).await.unwrap();
    }
    let day = Duration::from_secs(24 * 3_600);
    let (from, until) = (NOW - day, NOW + day);
    let mut here = VoiceUsage::default();
    let mut there = VoiceUsage::default();
    for used in tx.voice_used(fixture.account, from, until).await.unwrap() {
        let sum = if used.chat == Some(CHAT) { &mut here } else { &mut there };
        *sum += used.usage;
    }
    let spoke = Spoke { notes: 3, characters: 60, seconds: 12, billionths: 21 };
    let charged = Duration::from_millis(4_200);
    assert_eq!(here, VoiceUsage { heard: 1, charged, seconds: 4, billionths: 9, spoke });
    assert_eq!(here.cost(), 30);
    assert_eq!((there.spoke.notes, there.heard), (1, 0));
    assert_eq!(tx.voice_used(fixture.account, until, until + day).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.voice_used(fixture.account, from, until).await.unwrap(), []);
}

async fn what_tries_take_is_counted_beside_all_accounts(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let charged = Duration::from_millis(1_500);
    let heard = VoiceUsage { heard: 1, charged, seconds: 2, billionths: 9, ..Default::default() };
    let spoke = Spoke { notes: 1, characters: 20, seconds: 4, billionths: 7 };
    let spoken = VoiceUsage { spoke, ..VoiceUsage::default() };
    for (voice, usage) in [("echo", spoken), ("echo", spoken), ("echo", heard), ("ear", heard)] {
        tx.note_voice_try(NOW, voice, usage).await.unwrap();
    }
    let day = Duration::from_secs(24 * 3_600);
    let (from, until) = (NOW - day, NOW + day);
    let mut sum = VoiceUsage::default();
    for used in tx.voice_tries(from, until).await.unwrap() {
        assert_eq!(used.chat, None);
        sum += used.usage;
    }
    let spoke = Spoke { notes: 2, characters: 40, seconds: 8, billionths: 14 };
    let charged = Duration::from_secs(3);
    assert_eq!(sum, VoiceUsage { heard: 2, charged, seconds: 4, billionths: 18, spoke });
    assert_eq!(tx.voice_tries(until, until + day).await.unwrap(), []);
    assert_eq!(tx.voice_used(fixture.account, from, until).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.voice_tries(from, until).await.unwrap(), []);
}

async fn a_round_video_and_a_file_of_sound_keep_what_was_heard_below_their_captions(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let file = |id: i32, form: SoundForm, words: &str, heard: bool| Message {
        content: Content::Sound { form, seconds: Some(9), words: words.to_owned(), heard },
        ..text(CHAT.0, id, "")
    };
    let (video, audio) = (SoundForm::VideoMessage, SoundForm::AudioFile);
    let mut tx = fixture.begin().await;
    let messages = [file(20, video, "", false), file(21, audio, "послушай", false)];
    assert_eq!(tx.insert_messages(fixture.account, &messages).await.unwrap(), 2);
    let at = |id| (CHAT, MessageId(id));
    let account = fixture.account;
    let seen = tx.keep_heard(account, at(20), "я у реки", &heard()).await.unwrap();
    assert_eq!(seen, Some(file(20, video, "я у реки", true)));
    let played = tx.keep_heard(account, at(21), "песня о реке", &heard()).await.unwrap();
    let known = file(21, audio, "послушай\nпесня о реке", true);
    assert_eq!(played, Some(known.clone()));
    assert_eq!(tx.keep_heard(account, at(21), "ещё", &heard()).await.unwrap(), None, "once");
    let later = NOW + Duration::from_secs(60);
    assert!(tx.edit_message(account, &messages[1], later).await.unwrap());
    assert_eq!(tx.message(account, CHAT, MessageId(21)).await.unwrap(), Some(known));
    let changed = file(21, audio, "не слушай", false);
    assert!(tx.edit_message(account, &changed, later + Duration::from_secs(1)).await.unwrap());
    assert_eq!(tx.message(account, CHAT, MessageId(21)).await.unwrap(), Some(changed));
    tx.commit().await.unwrap();
    assert_eq!(found(&fixture, &wanted("река")).await.messages.len(), 1);
}

async fn the_owners_choice_is_kept_and_taken_back(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.voice_choice().await.unwrap(), None);
    for ear in ["openai:gpt-transcribe", "whisper:base"] {
        let choice = VoiceChoice { ear: ear.to_owned(), ..VoiceChoice::default() };
        tx.set_voice_choice(Some(&choice)).await.unwrap();
        assert_eq!(tx.voice_choice().await.unwrap(), Some(choice));
    }
    tx.set_voice_choice(None).await.unwrap();
    assert_eq!(tx.voice_choice().await.unwrap(), None);
}

async fn another_owner_hears_nothing(db: &Database) {
    let fixture = with_note(db).await;
    let mut tx = fixture.begin().await;
    let reply = reply(&fixture, 1, CHAT);
    assert!(tx.plan_reply(&reply).await.unwrap());
    tx.keep_sounds(reply.id, &[(0, sound())]).await.unwrap();
    tx.keep_heard(fixture.account, (CHAT, NOTE), "тайна", &heard()).await.unwrap();
    tx.set_voice_choice(Some(&VoiceChoice::default())).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.sound(reply.id, 0).await.unwrap(), None);
    assert_eq!(tx.hearing(fixture.account, (CHAT, NOTE)).await.unwrap(), None);
    assert_eq!(tx.keep_heard(fixture.account, (CHAT, NOTE), "что", &heard()).await.unwrap(), None);
    assert_eq!(tx.voice_choice().await.unwrap(), None);
    assert!(!tx.set_told_and_aloud(fixture.account, CHAT, None, None).await.unwrap());
    assert!(!tx.keep_hearing(fixture.account, (CHAT, NOTE), &heard()).await.unwrap());
    let later = NOW + Duration::from_secs(86_400);
    assert_eq!(tx.voice_used(fixture.account, NOW, later).await.unwrap(), []);
    tx.set_voice_choice(None).await.unwrap();
    tx.drop_sounds(reply.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(
        tx.keep_sounds(reply.id, &[(1, sound())]).await.is_err(),
        "the reply is none of theirs"
    );
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    let spoke = Spoke { notes: 1, characters: 2, seconds: 3, billionths: 4 };
    let counted = tx.note_spoke((fixture.account, CHAT), NOW, "echo", spoke).await;
    assert!(counted.is_err(), "the account is none of theirs");
    drop(tx);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.sound(reply.id, 0).await.unwrap(), Some(sound()));
    assert_eq!(tx.voice_choice().await.unwrap(), Some(VoiceChoice::default()));
    let used = tx.voice_used(fixture.account, NOW, later).await.unwrap();
    assert_eq!(used.iter().map(|used| used.usage.heard).sum::<u64>(), 1);
}
