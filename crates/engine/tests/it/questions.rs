//! What a twin asks its owner.

use std::time::Duration;

use domain::{
    Author, Clock, FactOrigin, FactScope, FactState, MessageId, Mode, PeerId, QuestionEnd,
    QuestionId, QuestionState,
};
use engine::{Answered, Asking, Error, LONGEST_ANSWER, Noted, TwinEvent};

use crate::stage::{ANNA, QUESTION, Stage};

impl Stage {
    fn asking(&self, text: &str) -> Asking {
        Asking {
            account: self.account,
            chat: ANNA,
            answers: MessageId(1_001),
            text: text.to_owned(),
            proposed: vec!["в 7".to_owned()],
            rule: "figures".to_owned(),
        }
    }

    /// Waits until a question is closed; returns which, and why.
    pub(crate) async fn closed(&mut self) -> (QuestionId, QuestionEnd) {
        self.until(|event| match event {
            TwinEvent::QuestionClosed { question, end } => Some((*question, *end)),
            _ => None,
        })
        .await
    }

    /// Anna asks what only the owner can know, and the twin asks them.
    pub(crate) async fn owner_is_asked(&mut self, text: &str) -> QuestionId {
        assert!(self.engine.set_chat_mode(self.account, ANNA, Some(Mode::Watch)).await.unwrap());
        let asked = self.telegram.writes(Author::Other, text);
        self.burst_passes().await;
        self.until(|event| {
            matches!(event, TwinEvent::Silent { .. } | TwinEvent::Watched { .. }).then_some(())
        })
        .await;
        assert!(self.engine.set_chat_mode(self.account, ANNA, None).await.unwrap());
        let asking = Asking { answers: asked.id, ..self.asking(text) };
        self.engine.ask_owner(asking).await.unwrap()
    }
}

#[tokio::test]
async fn the_owners_answer_becomes_memory_and_the_reply() {
    let mut stage = Stage::set().await;
    let id = stage.engine.ask_owner(stage.asking("во сколько завтра?")).await.unwrap();
    let asked = stage.until(|event| match event {
        TwinEvent::Asked { question, text } => Some((*question, text.clone())),
        _ => None,
    });
    assert_eq!(asked.await, (id, "во сколько завтра?".to_owned()));
    stage.restart().await;
    let open = stage.engine.questions().await.unwrap();
    assert_eq!((open.len(), open[0].question.id, open[0].chat.as_str()), (1, id, "Анна"));

    // The day after it was asked.
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(24 * 3_600));
    let long = "а".repeat(LONGEST_ANSWER + 1);
    for (text, wrong) in [("  ", Noted::Empty), (long.as_str(), Noted::TooLong)] {
        assert_eq!(stage.engine.answer_question(id, text).await.unwrap(), Err(wrong));
    }
    let answered = stage.engine.answer_question(id, " в 8,\nкак обычно ").await.unwrap().unwrap();
    let text = "в 8,\nкак обычно".to_owned();
    let (account, answers) = (stage.account, MessageId(1_001));
    let end = QuestionEnd::WroteSince;
    assert_eq!(answered, Answered { account, chat: ANNA, answers, text, end });
    let again = stage.engine.answer_question(id, "в 9").await.unwrap();
    assert_eq!(again, Err(Noted::NotFound), "it is answered once");
    assert!(!stage.engine.drop_question(id).await.unwrap());
    assert!(stage.engine.questions().await.unwrap().is_empty());

    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    let fact = &memory.facts[0].fact;
    assert_eq!(fact.text, "во сколько 2023-11-15? — в 8, как обычно");
    assert_eq!((fact.origin, fact.state), (FactOrigin::OwnersAnswer, FactState::Kept));
    assert_eq!(fact.scope, FactScope::Chat(ANNA));
}

#[tokio::test]
async fn a_newer_question_takes_the_place_of_an_older_one_and_the_owners_message_answers_it() {
    let mut stage = Stage::set().await;
    let old = stage.engine.ask_owner(stage.asking("во сколько?")).await.unwrap();
    let new = stage.engine.ask_owner(stage.asking("а где?")).await.unwrap();
    assert_eq!(stage.closed().await, (old, QuestionEnd::AskedAnew));
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open.iter().map(|open| open.question.id).collect::<Vec<_>>(), [new]);
    assert!(!stage.engine.drop_question(old).await.unwrap());

    stage.telegram.writes(Author::Owner, "у метро");
    assert_eq!(stage.closed().await, (new, QuestionEnd::OwnerWrote));
    assert!(stage.engine.questions().await.unwrap().is_empty());
    let last = stage.engine.ask_owner(stage.asking("когда?")).await.unwrap();
    assert!(stage.engine.drop_question(last).await.unwrap());
    assert!(stage.engine.questions().await.unwrap().is_empty());

    let nowhere = Asking { chat: PeerId(99), ..stage.asking("когда?") };
    assert!(matches!(stage.engine.ask_owner(nowhere).await, Err(Error::Gone)));
}

#[tokio::test]
async fn an_answer_is_sent_as_it_was_written_and_told_as_the_owners() {
    let mut stage = Stage::set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open[0].end, Some(QuestionEnd::Sent), "it would be sent");
    // A long one is remembered as far as a fact goes, and sent whole.
    let long = format!("в 8 {}", "и возьми зонт ".repeat(100));
    let answered = stage.engine.answer_question(id, &long).await.unwrap().unwrap();
    assert_eq!(answered.end, QuestionEnd::Sent);
    let (bubbles, send_at) = stage
        .until(|event| match event {
            TwinEvent::AnswerPlanned { bubbles, send_at, .. } => Some((bubbles.clone(), *send_at)),
            TwinEvent::Planned { .. } => panic!("the twin has not made it up"),
            _ => None,
        })
        .await;
    assert_eq!(bubbles, [long.trim()]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [long.trim()]);
    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    let fact = &memory.facts[0].fact.text;
    assert!(fact.ends_with('…') && fact.chars().count() < 350, "{fact}");
    let closed = stage.engine.closed_questions(9).await.unwrap();
    assert_eq!((closed[0].question.id, closed[0].end), (id, Some(QuestionEnd::Sent)));
    assert_eq!(closed[0].question.state, QuestionState::Answered);
}

#[tokio::test]
async fn with_a_stranger_the_mode_of_strangers_says_what_becomes_of_an_answer() {
    let mut stage = Stage::set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    stage.allows(|policy| policy.strangers = Some(Mode::Watch)).await;
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open[0].end, Some(QuestionEnd::NotAnswering));
    let answered = stage.engine.answer_question(id, "в 8").await.unwrap().unwrap();
    assert_eq!(answered.end, QuestionEnd::NotAnswering);
}

#[tokio::test]
async fn where_the_twin_does_not_answer_an_answer_is_remembered_and_said_to_be() {
    let mut stage = Stage::set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Watch)).await.unwrap());
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open[0].end, Some(QuestionEnd::NotAnswering));
    let answered = stage.engine.answer_question(id, "в 8").await.unwrap().unwrap();
    assert_eq!(answered.end, QuestionEnd::NotAnswering);
    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    assert_eq!(memory.facts[0].fact.text, "во сколько 2023-11-15? — в 8");
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    assert_eq!(tx.open_reply(stage.account, ANNA).await.unwrap(), None, "nothing is planned");
}

#[tokio::test]
async fn an_answer_of_the_owners_stays_said_whatever_the_mode_becomes_or_the_other_side_adds() {
    for adds in [false, true] {
        let mut stage = Stage::set().await;
        let id = stage.owner_is_asked("во сколько завтра?").await;
        let answered = stage.engine.answer_question(id, "в 8").await.unwrap().unwrap();
        assert_eq!(answered.end, QuestionEnd::Sent);
        let send_at = stage
            .until(|event| match event {
                TwinEvent::AnswerPlanned { send_at, .. } => Some(*send_at),
                _ => None,
            })
            .await;
        if adds {
            stage.telegram.writes(Author::Other, "ну?");
            stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
        } else {
            let draft = Some(Mode::Draft);
            assert!(stage.engine.set_chat_mode(stage.account, ANNA, draft).await.unwrap());
        }
        stage.time_comes(send_at).await;
        stage.sent().await;
        assert_eq!(stage.telegram.arrived(), ["в 8"]);
    }
}

#[tokio::test]
async fn a_question_that_the_talk_has_gone_past_closes_by_itself() {
    let mut stage = Stage::set().await;
    let id = stage.owner_is_asked("во сколько завтра?").await;
    let (_, send_at) = stage.plans(QUESTION).await;
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open[0].end, Some(QuestionEnd::WroteSince), "an answer would come too late");
    stage.time_comes(send_at).await;
    assert_eq!(stage.closed().await, (id, QuestionEnd::MovedOn));
    stage.sent().await;
    assert!(stage.engine.questions().await.unwrap().is_empty());
}
