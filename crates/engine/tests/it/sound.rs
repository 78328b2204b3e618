//! Voice notes: heard before they are answered, and replies that are spoken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::policy::Aloud;
use domain::{
    Author, ChatAction, Clock as _, Content, Ear, EarError, EarRefusal, Failing, Heard, Helper,
    MadeVoice, Mode, Mouth, MouthError, Note, ReplyId, SoundForm, Spoken, Words,
};
use engine::{InVain, NotHeard, NotSpoken, Said, TwinEvent, VoicePrices};

use crate::hand_clock::HandClock;
use crate::stage::{
    ANNA, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, QUESTION, START, Stage,
};
use crate::telegram::{Answer, SPOKEN};

/// How long what is spoken takes to say.
const LENGTH: Duration = Duration::from_millis(7_400);

/// An ear that hears what the file says, and is asked as often as it is asked.
#[derive(Default)]
struct Reader {
    asked: Mutex<Vec<Note>>,
    /// How the next notes fail, the last one first.
    fails: Mutex<Vec<EarError>>,
}

#[async_trait]
impl Ear for Reader {
    fn name(&self) -> &str {
        "reader"
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        self.asked.lock().unwrap().push(note.clone());
        match self.fails.lock().unwrap().pop() {
            Some(error) => Err(error),
            None => Ok(Heard {
                text: String::from_utf8(note.ogg.clone()).unwrap(),
                language: Some("ru".to_owned()),
                ear: "reader".to_owned(),
                took: Duration::from_secs(1),
                charged: note.duration,
            }),
        }
    }
}

/// A mouth whose sound is what it says.
#[derive(Default)]
struct Echo {
    said: Mutex<Vec<Words>>,
    fails: Mutex<Vec<MouthError>>,
}

#[async_trait]
impl Mouth for Echo {
    fn name(&self) -> &str {
        "echo"
    }

    fn longest(&self) -> usize {
        40
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        self.said.lock().unwrap().push(words.clone());
        match self.fails.lock().unwrap().pop() {
            Some(error) => Err(error),
            None => Ok(Spoken {
                ogg: words.text.clone().into_bytes(),
                duration: LENGTH,
                waveform: [1; 63],
                mouth: "echo".to_owned(),
                took: Duration::from_secs(1),
                charged: words.text.chars().count() as u64,
            }),
        }
    }
}

fn give(stage: &Stage) -> (Arc<Reader>, Arc<Echo>) {
    let (ear, mouth) = (Arc::new(Reader::default()), Arc::new(Echo::default()));
    stage.engine.set_voice(MadeVoice {
        ear: Some(Arc::clone(&ear) as Arc<dyn Ear>),
        mouth: Some(Arc::clone(&mouth) as Arc<dyn Mouth>),
    });
    (ear, mouth)
}

/// Somebody asks, and a draft is written.
async fn drafts(stage: &mut Stage, question: &str) -> ReplyId {
    stage.telegram.writes(Author::Other, question);
    stage.burst_passes().await;
    let drafted = |event: &TwinEvent| match event {
        TwinEvent::Drafted { reply, .. } => Some(*reply),
        _ => None,
    };
    stage.until(drafted).await
}

async fn answers_aloud(stage: &Stage, aloud: Aloud) {
    stage.allows(|policy| policy.aloud = aloud).await;
}

#[tokio::test]
async fn a_voice_note_is_heard_once_and_answered_as_if_it_was_written() {
    let mut stage = Stage::set().await;
    let (ear, _) = give(&stage);
    let note = stage.telegram.speaks(Author::Other, 4, QUESTION.into());
    stage.burst_passes().await;
    let heard = stage
        .until(|event| match event {
            TwinEvent::Heard { message } => Some(message.clone()),
            _ => None,
        })
        .await;
    let said = Content::Voice { seconds: Some(4), said: Some(QUESTION.to_owned()) };
    assert_eq!((heard.id, &heard.content), (note.id, &said));
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER], "written, as nothing else was asked for");
    assert_eq!(stage.telegram.fetched(), [note.id]);
    assert_eq!(ear.asked.lock().unwrap()[0].duration, Duration::from_secs(4));

    stage.restart().await;
    give(&stage);
    stage.online().await;
    assert!(stage.messages().await.iter().any(|message| message.content == said), "it is stored");
    assert_eq!(stage.telegram.fetched(), [note.id], "and not heard again");
}

#[tokio::test]
async fn an_ear_can_have_the_messenger_hear() {
    let mut stage = Stage::set().await;
    let (ear, _) = give(&stage);
    stage.telegram.speaks(Author::Other, 4, QUESTION.into());
    stage.burst_passes().await;
    stage.until(heard).await;
    let of = ear.asked.lock().unwrap()[0].message.clone().unwrap();
    let transcribed = of.messenger.transcribe(of.chat, of.id).await.unwrap();
    assert_eq!(transcribed, "(transcribed)", "whoever speaks in the account besides");
}

fn sound(form: SoundForm, seconds: u32, words: &str, heard: bool) -> Content {
    Content::Sound { form, seconds: Some(seconds), words: words.to_owned(), heard }
}

fn heard(event: &TwinEvent) -> Option<Content> {
    match event {
        TwinEvent::Heard { message } => Some(message.content.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_round_video_is_heard_and_answered_aloud_like_a_voice_note() {
    let mut stage = Stage::set().await;
    give(&stage);
    answers_aloud(&stage, Aloud::Mirror).await;
    let video = sound(SoundForm::VideoMessage, 9, "", false);
    let note = stage.telegram.sounds(Author::Other, video, QUESTION.into());
    stage.burst_passes().await;
    let said = stage.until(heard).await;
    assert_eq!(said, sound(SoundForm::VideoMessage, 9, QUESTION, true));
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [SPOKEN]);
    assert_eq!(stage.telegram.fetched(), [note.id]);
}

#[tokio::test]
async fn a_file_of_sound_is_heard_unless_it_plays_for_hours() {
    let mut stage = Stage::set().await;
    let (ear, _) = give(&stage);
    let file = sound(SoundForm::AudioFile, 200, "послушай", false);
    stage.telegram.sounds(Author::Other, file, QUESTION.into());
    stage.burst_passes().await;
    let words = format!("послушай\n{QUESTION}");
    assert_eq!(stage.until(heard).await, sound(SoundForm::AudioFile, 200, &words, true));
    assert_eq!(ear.asked.lock().unwrap().len(), 1);
    stage.all_is_taken().await;

    let long = sound(SoundForm::AudioFile, 31 * 60, "", false);
    let long = stage.telegram.sounds(Author::Other, long, QUESTION.into());
    stage.burst_passes().await;
    let why = |event: &TwinEvent| match event {
        TwinEvent::NotHeard { message, why } => Some((*message, *why)),
        _ => None,
    };
    assert_eq!(stage.until(why).await, (long.id, NotHeard::TooLong));
    assert_eq!(ear.asked.lock().unwrap().len(), 1, "it is not even read");
}

/// An ear that takes so long.
struct Slow(Arc<HandClock>, Duration);

#[async_trait]
impl Ear for Slow {
    fn name(&self) -> &str {
        "slow"
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        self.0.move_to(self.0.now() + self.1);
        // Whoever waits for less than that comes before it.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        Reader::default().hear(note).await
    }
}

#[tokio::test]
async fn what_plays_for_long_may_be_listened_to_for_as_long() {
    let mut stage = Stage::set().await;
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let ear: Arc<dyn Ear> = Arc::new(Slow(Arc::clone(&stage.clock), minutes(9)));
    stage.engine.set_voice(MadeVoice { ear: Some(ear), mouth: None });
    let came = |event: &TwinEvent| match event {
        TwinEvent::Heard { message } => Some((message.id, None)),
        TwinEvent::NotHeard { message, why } => Some((*message, Some(*why))),
        _ => None,
    };
    let long = sound(SoundForm::AudioFile, 25 * 60, "", false);
    let long = stage.telegram.sounds(Author::Other, long, QUESTION.into());
    stage.burst_passes().await;
    assert_eq!(stage.until(came).await, (long.id, None));
    stage.all_is_taken().await;

    let short = stage.telegram.speaks(Author::Other, 4, ANOTHER_QUESTION.into());
    stage.burst_passes().await;
    let (id, why) = stage.until(came).await;
    assert_eq!(id, short.id);
    assert!(why.is_some(), "of a few seconds nobody takes minutes");
}

#[tokio::test]
async fn what_is_listened_to_in_parts_is_fetched_once() {
    let mut stage = Stage::set().await;
    let note = stage.telegram.speaks(Author::Other, 4, "шум".into());
    stage.all_is_taken().await;
    let sound = async || stage.engine.sound_of_message(stage.account, ANNA, note.id).await.unwrap();
    let (first, second) = tokio::join!(sound(), sound());
    assert_eq!(first.unwrap().bytes, "шум".as_bytes());
    assert_eq!(second, sound().await);
    assert_eq!(stage.telegram.fetched(), [note.id]);
    let text = stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let none = stage.engine.sound_of_message(stage.account, ANNA, text.id).await.unwrap();
    assert_eq!(none, None);
    assert_eq!(stage.telegram.fetched(), [note.id]);
}

#[tokio::test]
async fn what_was_heard_is_learnt_from_at_once() {
    let mut stage = Stage::set().await;
    give(&stage);
    stage.online().await;
    let known = stage.exemplars().await;
    stage.telegram.speaks(Author::Other, 4, "что взять к чаю?".into());
    stage.burst_passes().await;
    stage.until(heard).await;
    stage.telegram.writes(Author::Owner, "возьми пряников");
    stage.all_is_taken().await;
    assert_eq!(stage.exemplars().await, known + 1, "the owner's answer to what was said");
}

#[tokio::test]
async fn what_was_heard_after_it_was_answered_is_learnt_anew() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let known = stage.exemplars().await;
    let note = stage.telegram.speaks(Author::Other, 4, "что взять к чаю?".into());
    stage.telegram.writes(Author::Owner, "возьми пряников");
    stage.all_is_taken().await;
    assert_eq!(stage.exemplars().await, known, "nobody knows to what");
    give(&stage);
    assert!(stage.engine.hear(stage.account, ANNA, note.id).await.unwrap());
    while stage.exemplars().await == known {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.exemplars().await, known + 1);
}

#[tokio::test]
async fn where_nobody_hears_it_a_note_stays_unheard_until_the_owner_asks() {
    let mut stage = Stage::set().await;
    let (ear, _) = give(&stage);
    let reason = "no such key".to_owned();
    let refused = EarError::Refused { refusal: EarRefusal::Key, reason };
    ear.fails.lock().unwrap().push(refused);
    let note = stage.telegram.speaks(Author::Other, 4, QUESTION.into());
    stage.burst_passes().await;
    let why = |event: &TwinEvent| match event {
        TwinEvent::NotHeard { why, .. } => Some(*why),
        _ => None,
    };
    assert_eq!(stage.until(why).await, NotHeard::Key);
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;
    let problem = stage.engine.not_heard(stage.account, ANNA, note.id).await.unwrap();
    assert_eq!(problem, Some(NotHeard::Key));
    let day = Duration::from_secs(24 * 3_600);
    let counted = stage.engine.statistics(None, &[START - day, START + day]).await.unwrap();
    assert_eq!(counted.in_vain, BTreeMap::from([((Helper::Ear, Failing::Key), 1)]));
    assert_eq!(counted.days[0].in_vain, InVain { ears: 1, ..InVain::default() });

    assert!(stage.engine.hear(stage.account, ANNA, note.id).await.unwrap());
    let heard = stage
        .until(|event| match event {
            TwinEvent::Heard { message } => message.content.text().map(str::to_owned),
            _ => None,
        })
        .await;
    assert_eq!(heard, QUESTION);
    assert!(!stage.engine.hear(stage.account, ANNA, note.id).await.unwrap(), "there is no more");
}

#[tokio::test]
async fn a_voice_note_is_answered_by_one_that_says_all_of_the_reply() {
    let mut stage = Stage::set().await;
    let (_, mouth) = give(&stage);
    answers_aloud(&stage, Aloud::Mirror).await;
    stage.telegram.speaks(Author::Other, 4, LONG_QUESTION.into());
    stage.burst_passes().await;
    let (bubbles, send_at) = stage.planned().await;
    let all = LONG_ANSWER.join("\n");
    assert_eq!(bubbles, [&*all]);
    stage.clock.move_to(send_at - Duration::from_secs(7));
    stage.until(|event| matches!(event, TwinEvent::Recording { .. }).then_some(())).await;
    stage.clock.move_to(send_at);
    stage.sent().await;

    let [spoken] = &stage.telegram.spoken()[..] else { panic!("one voice note") };
    assert_eq!((&*spoken.ogg, spoken.seconds), (all.as_bytes(), 7));
    assert_eq!(stage.telegram.arrived(), [SPOKEN]);
    assert!(stage.telegram.actions().contains(&ChatAction::Recording));
    let said = Content::Voice { seconds: Some(7), said: Some(all) };
    let last = stage.messages().await.pop().unwrap();
    assert_eq!((last.author, last.content), (Author::Twin, said));

    // What is written is answered in writing.
    stage.answers(QUESTION).await;
    assert_eq!(stage.telegram.arrived(), [SPOKEN, ANSWER]);
    assert_eq!(mouth.said.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_voice_that_fails_leaves_the_reply_written() {
    let mut stage = Stage::set().await;
    let (_, mouth) = give(&stage);
    answers_aloud(&stage, Aloud::Always).await;
    mouth.fails.lock().unwrap().push(MouthError::Unavailable("cut".into()));
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let why = |event: &TwinEvent| match event {
        TwinEvent::NotSpoken { why } => Some(*why),
        _ => None,
    };
    assert_eq!(stage.until(why).await, NotSpoken::Unreachable);
    let day = Duration::from_secs(24 * 3_600);
    let counted = stage.engine.statistics(None, &[START - day, START + day]).await.unwrap();
    assert_eq!(counted.in_vain, BTreeMap::from([((Helper::Mouth, Failing::Unreachable), 1)]));
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn a_note_whose_answer_was_lost_arrives_once() {
    let mut stage = Stage::set().await;
    give(&stage);
    answers_aloud(&stage, Aloud::Always).await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.clock.move_to(send_at);
    let again = stage.retrying().await;
    stage.clock.move_to(again);
    stage.sent().await;
    assert_eq!(stage.telegram.spoken().len(), 1);
    assert_eq!(stage.telegram.tried().len(), 2);
}

#[tokio::test]
async fn a_draft_is_listened_to_before_it_goes_and_changed_words_are_written() {
    let mut stage = Stage::set().await;
    give(&stage);
    answers_aloud(&stage, Aloud::Always).await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    let first = drafts(&mut stage, QUESTION).await;
    let sound = stage.engine.sound_of_reply(first, 0).await.unwrap().unwrap();
    assert_eq!(sound.ogg, ANSWER.as_bytes());
    assert_eq!(stage.engine.approve(first, None).await.unwrap(), Said::InTime);
    stage.until(|event| matches!(event, TwinEvent::Recording { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [SPOKEN]);
    assert_eq!(stage.engine.sound_of_reply(first, 0).await.unwrap(), None, "Telegram has it");

    let second = drafts(&mut stage, ANOTHER_QUESTION).await;
    assert_eq!(stage.engine.approve(second, Some("сам")).await.unwrap(), Said::InTime);
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [SPOKEN, "сам"]);
}

#[tokio::test]
async fn a_mouth_is_told_the_language_of_the_talk() {
    let mut stage = Stage::set().await;
    let (_, mouth) = give(&stage);
    answers_aloud(&stage, Aloud::Always).await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.planned().await;
    assert_eq!(mouth.said.lock().unwrap()[0].language.as_deref(), Some("ru"));
}

#[tokio::test]
async fn what_a_try_takes_is_counted_though_it_is_no_reply() {
    let stage = Stage::set().await;
    let (_, mouth) = give(&stage);
    stage.engine.price_voice(VoicePrices([("echo".to_owned(), 0.1)].into()));
    let said = stage.engine.say("ten chars.").await.unwrap().unwrap().unwrap();
    assert_eq!(said.ogg, b"ten chars.");
    mouth.fails.lock().unwrap().push(MouthError::TimedOut(LENGTH));
    let failed = stage.engine.say("nothing").await.unwrap().unwrap();
    assert_eq!(failed.err(), Some(NotSpoken::TimedOut));
    let heard = stage.engine.listen("что слышно".into()).await.unwrap().unwrap().unwrap();
    assert_eq!(heard.text, "что слышно");

    let day = Duration::from_secs(24 * 3_600);
    let days = [START - day, START + day];
    let of_all = stage.engine.statistics(None, &days).await.unwrap();
    let (spoke, voice) = (of_all.voice.spoke, of_all.days[0].voice);
    assert_eq!((spoke.notes, spoke.characters, spoke.seconds), (1, 10, 7));
    assert_eq!((voice.heard, voice.cost()), (1, 1_000_000));
    assert_eq!(of_all.in_vain, BTreeMap::from([((Helper::Mouth, Failing::Unreachable), 1)]));
    let of_account = stage.engine.statistics(Some(stage.account), &days).await.unwrap();
    assert!(of_account.voice.is_none(), "it was said in no account");

    mouth.fails.lock().unwrap().push(MouthError::Malformed("the program ended".to_owned()));
    let failed = stage.engine.say("nothing").await.unwrap().unwrap();
    assert_eq!(failed.err(), Some(NotSpoken::NotSound));
}

#[tokio::test]
async fn where_telegram_takes_no_voice_notes_the_same_is_written() {
    let mut stage = Stage::set().await;
    give(&stage);
    answers_aloud(&stage, Aloud::Always).await;
    stage.telegram.will_answer(&[Answer::Refuses]);
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert!(stage.telegram.spoken().is_empty());
    let last = stage.messages().await.pop().unwrap();
    assert_eq!(last.content, Content::Text { text: ANSWER.to_owned() });
}
