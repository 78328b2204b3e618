//! What a twin asks its owner.

use std::time::Duration;

use domain::{Author, Clock, FactOrigin, FactScope, FactState, MessageId, PeerId};
use engine::{Answered, Asking, Error, Noted, TwinEvent};

use crate::stage::{ANNA, Stage};

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
    for (text, wrong) in [("  ", Noted::Empty), ("а".repeat(300).as_str(), Noted::TooLong)] {
        assert_eq!(stage.engine.answer_question(id, text).await.unwrap(), Err(wrong));
    }
    let answered = stage.engine.answer_question(id, " в 8,\nкак обычно ").await.unwrap().unwrap();
    let text = "в 8,\nкак обычно".to_owned();
    let (account, answers) = (stage.account, MessageId(1_001));
    assert_eq!(answered, Answered { account, chat: ANNA, answers, text });
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
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open.iter().map(|open| open.question.id).collect::<Vec<_>>(), [new]);
    assert!(!stage.engine.drop_question(old).await.unwrap());

    stage.telegram.writes(Author::Owner, "у метро");
    let closed = stage.until(|event| match event {
        TwinEvent::QuestionClosed { question, answered } => Some((*question, *answered)),
        _ => None,
    });
    assert_eq!(closed.await, (new, false));
    assert!(stage.engine.questions().await.unwrap().is_empty());
    let last = stage.engine.ask_owner(stage.asking("когда?")).await.unwrap();
    assert!(stage.engine.drop_question(last).await.unwrap());
    assert!(stage.engine.questions().await.unwrap().is_empty());

    let nowhere = Asking { chat: PeerId(99), ..stage.asking("когда?") };
    assert!(matches!(stage.engine.ask_owner(nowhere).await, Err(Error::Gone)));
}
