//! What the twin asks in Saved Messages, and what a reply there does.

use std::sync::Arc;
use std::time::Duration;

use domain::{Author, Event, Message, MessageId, QuestionEnd};
use engine::{
    DayInShort, OwnersQuestion, SavedAnswer, SavedLanguage, SavedWords, ShownReply, TwinEvent,
};

use crate::stage::{ANNA, OWNER, Stage, own};
use crate::telegram::Answer;

mod announced;
mod corrected;
mod days;
mod remote;
mod stopped;

/// Words by which a test knows what is meant.
struct Words;

impl SavedWords for Words {
    fn question(&self, asked: &OwnersQuestion) -> String {
        format!("{} | {} | {}", asked.chat, asked.question.text, asked.question.proposed.join("/"))
    }

    fn reply(&self, language: Option<SavedLanguage>, reply: &ShownReply) -> String {
        format!("{language:?} {reply:?}")
    }

    fn answer(&self, language: Option<SavedLanguage>, answer: &SavedAnswer) -> String {
        format!("{language:?} {answer:?}")
    }

    fn day(&self, day: &DayInShort) -> String {
        format!("{day:?}")
    }
}

const ASKED: &str = "Анна | во сколько завтра? | в 7";

/// A draft that is shown.
fn shown(texts: &[&str], asked: &[&str], changed: bool) -> ShownReply {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let (texts, asked) = (owned(texts), owned(asked));
    ShownReply { chat: "Анна".to_owned(), asked, texts, goes: None, changed }
}

impl Stage {
    /// Waits until so many lines stand in Saved Messages.
    async fn lines(&self, count: usize) -> Vec<(MessageId, String)> {
        let enough = async {
            while self.telegram.saved().len() < count {
                tokio::task::yield_now().await;
            }
        };
        let wait = Duration::from_secs(30);
        tokio::time::timeout(wait, enough).await.expect("a line is written");
        self.telegram.saved()
    }

    /// A message that the owner writes in Saved Messages.
    fn note(&self, text: &str, reply_to: Option<MessageId>) -> Message {
        let said = self.telegram.unsent(text);
        Message { chat: OWNER, author: Author::Owner, sender: OWNER, reply_to, ..said }
    }

    fn happens_in_saved(&self, message: Message) {
        self.telegram.happens(Event::Message { message, peer: own() });
    }

    /// The owner writes in Saved Messages.
    fn notes(&self, text: &str, reply_to: Option<MessageId>) {
        self.happens_in_saved(self.note(text, reply_to));
    }

    /// The owner writes in Saved Messages; returns what the twin writes there about that, and under
    /// which number.
    async fn hears(&self, text: &str, reply_to: Option<MessageId>) -> (MessageId, String) {
        let before = self.telegram.saved().len();
        self.notes(text, reply_to);
        self.lines(before + 1).await.pop().unwrap()
    }

    /// As [`Stage::hears`], of an answer.
    async fn is_told(&self, text: &str, expected: &(SavedLanguage, SavedAnswer)) {
        let (language, answer) = expected;
        assert_eq!(self.hears(text, None).await.1, Words.answer(Some(*language), answer), "{text}");
    }

    /// Waits until no line waits to be written.
    async fn all_is_written(&self) {
        let (store, owner) = self.elsewhere().await;
        let written = async {
            loop {
                let mut tx = store.read(owner).await.unwrap();
                if tx.unsent_saved_lines(self.account).await.unwrap().is_empty() {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), written).await.expect("all is written");
    }
}

async fn set() -> Stage {
    let mut stage = Stage::set().await;
    stage.engine.write_saved(Arc::new(Words));
    stage.online().await;
    stage
}

#[tokio::test]
async fn a_reply_to_the_line_is_the_answer_and_other_notes_are_not() {
    let mut stage = set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let lines = stage.lines(1).await;
    assert_eq!(lines.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), [ASKED]);
    let bread = stage.note("купить хлеба", None);
    stage.notes("и молока", Some(bread.id));
    stage.happens_in_saved(bread);
    stage.notes("в 8", Some(lines[0].0));
    assert_eq!(stage.closed().await, (id, QuestionEnd::Sent));
    let send_at = stage
        .until(|event| match event {
            TwinEvent::AnswerPlanned { send_at, .. } => Some(*send_at),
            _ => None,
        })
        .await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived_at(ANNA), ["в 8"]);

    // It is answered once, and nothing is answered in Saved Messages.
    stage.notes("в 9", Some(lines[0].0));
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    assert_eq!(stage.telegram.saved().len(), 1);
    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    assert_eq!(memory.facts.len(), 1);
}

#[tokio::test]
async fn a_line_arrives_once_however_often_it_is_tried() {
    let mut stage = set().await;
    stage.telegram.will_answer(&[
        Answer::TellsToWait,
        Answer::AcceptsButTheAnswerIsLost,
        Answer::AcceptsButTheAnswerIsLost,
    ]);
    stage.clock.hurry();
    stage.owner_is_asked("во сколько завтра?").await;
    let tried = async {
        while stage.telegram.tried().len() < 4 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), tried).await.expect("it is tried");
    let tried = stage.telegram.tried();
    assert!(tried.iter().all(|random_id| *random_id == tried[0]), "{tried:?}");
    assert_eq!(stage.lines(1).await.len(), 1);

    // And it is known to have arrived: the next start writes it no more.
    stage.all_is_written().await;
}

#[tokio::test]
async fn a_line_that_could_not_be_written_is_tried_again_after_longer_and_longer_pauses() {
    let mut stage = set().await;
    stage.telegram.will_answer(&[Answer::Fails, Answer::Fails, Answer::Fails]);
    stage.owner_is_asked("во сколько завтра?").await;
    for (tries, pause) in [(1, 1), (2, 2), (3, 4)] {
        stage.telegram.is_tried(tries).await;
        stage.all_is_taken().await;
        stage.clock.move_to(stage.clock.now_and(pause - 1));
        stage.all_is_taken().await;
        assert_eq!(stage.telegram.tried().len(), tries, "not yet");
        stage.clock.move_to(stage.clock.now_and(1));
    }
    assert_eq!(stage.lines(1).await[0].1, ASKED);
}

#[tokio::test]
async fn waits_that_telegram_asks_for_beside_the_chats_count_as_warnings_too() {
    let mut stage = set().await;
    stage.telegram.will_answer(&[Answer::TellsToWait; 3]);
    stage.owner_is_asked("во сколько завтра?").await;
    for tries in 1..3 {
        stage.telegram.is_tried(tries).await;
        stage.all_is_taken().await;
        stage.clock.move_to(stage.clock.now_and(31));
    }
    stage.until(|event| matches!(event, TwinEvent::Paused { pause: Some(_) }).then_some(())).await;
}

#[tokio::test]
async fn what_was_replied_before_the_line_was_known_counts_too() {
    let mut stage = set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let line = stage.lines(1).await.remove(0).0;
    stage.notes("в 8", Some(line));
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    assert_eq!(stage.engine.questions().await.unwrap().len(), 1, "whose reply it is, is not known");
    stage.clock.hurry();
    assert_eq!(stage.closed().await, (id, QuestionEnd::Sent));
}

#[tokio::test]
async fn without_words_nothing_is_written_and_what_is_closed_is_not_asked() {
    let mut stage = Stage::set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    assert!(!stage.engine.writes_saved());
    stage.engine.write_saved(Arc::new(Words));
    assert!(stage.engine.writes_saved());
    let next = stage.owner_is_asked("а где?").await;
    let lines = stage.lines(1).await;
    assert!(lines[0].1.contains("а где?"), "{lines:?}");
    assert_ne!(id, next);
}

#[tokio::test]
async fn a_command_is_never_the_answer_to_a_question() {
    let mut stage = set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let line = stage.lines(1).await.remove(0).0;
    let (_, told) = stage.hears("двойник, статус", Some(line)).await;
    assert!(told.contains("Status"), "{told}");
    assert_eq!(stage.engine.questions().await.unwrap()[0].question.id, id);
    // What only begins like one is what the owner says.
    stage.notes("двойник мой придёт, а я в 8", Some(line));
    assert_eq!(stage.closed().await, (id, QuestionEnd::Sent));
}
