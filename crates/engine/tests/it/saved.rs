//! What the twin asks in Saved Messages, and what a reply there does.

use std::sync::Arc;

use domain::{Author, Event, Message, MessageId, Peer, PeerFlags, QuestionEnd};
use engine::{OwnersQuestion, SavedWords, TwinEvent};

use crate::stage::{ANNA, OWNER, Stage, anna, message};
use crate::telegram::Answer;

struct Words;

impl SavedWords for Words {
    fn question(&self, asked: &OwnersQuestion) -> String {
        format!("{} | {} | {}", asked.chat, asked.question.text, asked.question.proposed.join("/"))
    }
}

const ASKED: &str = "Анна | во сколько завтра? | в 7";

impl Stage {
    /// Waits until so many lines stand in Saved Messages.
    async fn lines(&self, count: usize) -> Vec<(MessageId, String)> {
        let enough = async {
            while self.telegram.saved().len() < count {
                tokio::task::yield_now().await;
            }
        };
        let wait = std::time::Duration::from_secs(30);
        tokio::time::timeout(wait, enough).await.expect("a line is written");
        self.telegram.saved()
    }

    /// The owner writes in Saved Messages.
    fn notes(&self, id: i32, text: &str, reply_to: Option<MessageId>) {
        let peer = Peer {
            id: OWNER,
            title: "Илья".to_owned(),
            flags: PeerFlags { is_self: true, ..PeerFlags::default() },
            ..anna()
        };
        let said = message(id, Author::Owner, text, domain::Clock::now(&*self.clock));
        let message = Message { chat: OWNER, reply_to, ..said };
        self.telegram.happens(Event::Message { message, peer });
    }

    /// What reached Anna.
    fn to_anna(&self) -> Vec<String> {
        self.telegram.arrived().into_iter().filter(|text| !text.contains(" | ")).collect()
    }
}

async fn set() -> Stage {
    let stage = Stage::set().await;
    stage.engine.write_saved(Arc::new(Words));
    stage
}

#[tokio::test]
async fn a_reply_to_the_line_is_the_answer_and_other_notes_are_not() {
    let mut stage = set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let lines = stage.lines(1).await;
    assert_eq!(lines.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), [ASKED]);
    stage.notes(5_000, "купить хлеба", None);
    stage.notes(5_001, "и молока", Some(MessageId(5_000)));
    stage.notes(5_002, "в 8", Some(lines[0].0));
    assert_eq!(stage.closed().await, (id, QuestionEnd::Sent));
    let send_at = stage
        .until(|event| match event {
            TwinEvent::AnswerPlanned { send_at, .. } => Some(*send_at),
            _ => None,
        })
        .await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.to_anna(), ["в 8"]);

    // It is answered once, and nothing is answered in Saved Messages.
    stage.notes(5_003, "в 9", Some(lines[0].0));
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
    tokio::time::timeout(std::time::Duration::from_secs(30), tried).await.expect("it is tried");
    let tried = stage.telegram.tried();
    assert!(tried.iter().all(|random_id| *random_id == tried[0]), "{tried:?}");
    assert_eq!(stage.lines(1).await.len(), 1);

    // And it is known to have arrived: the next start writes it no more.
    let (store, owner) = stage.elsewhere().await;
    let known = async {
        loop {
            let mut tx = store.read(owner).await.unwrap();
            if tx.unsent_saved_lines(stage.account).await.unwrap().is_empty() {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), known).await.expect("it arrived");
}

#[tokio::test]
async fn what_was_replied_before_the_line_was_known_counts_too() {
    let mut stage = set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let line = stage.lines(1).await.remove(0).0;
    stage.notes(5_000, "в 8", Some(line));
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
