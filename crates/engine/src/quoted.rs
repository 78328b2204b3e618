//! Forgets where the words of a message are quoted that is gone: in what models were asked, in questions
//! to the owner, and in what webhooks are told. All are of use for a while only, so they go as a whole.

use domain::{AccountId, Message, PeerId, QuestionEnd, QuestionState};
use store::{About, Tx};
use twin::memory::in_a_line;

use crate::TwinEvent;
use crate::event::withdraw_words;

/// Fewer characters say nothing by themselves: in other chats they are not looked for, where they
/// would be the words of anybody.
const TELLING: usize = 8;

/// So many characters of a line are looked for: long messages are cut where they are quoted.
const NEEDLE: usize = 60;

/// So many of them tell what a question of the same chat is about.
const SHORT: usize = 20;

/// Of more messages at once it is not looked up who quotes them: all that may is forgotten.
const MANY: usize = 50;

/// Forgets what quotes messages of an account that are gone, each given by its chat and its text.
/// Returns what to publish, and in which chat, once that is committed.
pub async fn forget_quoted(
    tx: &mut Tx,
    account: AccountId,
    gone: &[(PeerId, String)],
) -> Result<Vec<(PeerId, TwinEvent)>, store::Error> {
    if gone.len() > MANY {
        tx.forget_all_explanations(account).await?;
        withdraw_words(tx, account, None, "").await?;
    }
    let mut events = Vec::new();
    for (of, text) in gone {
        let Some(words) = needle(text) else { continue };
        let is_telling = words.chars().count() >= TELLING;
        let chat = (!is_telling).then_some(*of);
        if gone.len() <= MANY {
            tx.forget_explanations(account, chat, &words).await?;
            withdraw_words(tx, account, chat, &words).await?;
        }
        // A question is cut, perhaps in the midst of these words.
        let short: String = words.chars().take(SHORT).collect();
        let mut asked = tx.forget_questions(account, Some(*of), &short).await?;
        asked.extend(tx.forget_questions(account, chat, &words).await?);
        for question in asked {
            tx.drop_saved_line(account, About::Question(question.id)).await?;
            if question.state == QuestionState::Open {
                let end = QuestionEnd::MessageGone;
                let event = TwinEvent::QuestionClosed { question: question.id, end };
                events.push((question.chat, event));
            }
        }
    }
    Ok(events)
}

/// The chats and the texts of messages, those that have some.
pub(crate) fn texts(messages: &[Message]) -> Vec<(PeerId, String)> {
    let text = |message: &Message| Some((message.chat, message.content.text()?.to_owned()));
    messages.iter().filter_map(text).collect()
}

/// The words by which a text is found where it is quoted: the beginning of its longest line, since
/// prompts break lines anew.
fn needle(text: &str) -> Option<String> {
    let lines = text.lines().map(in_a_line).filter(|line| !line.is_empty());
    let longest = lines.max_by_key(|line| line.chars().count())?;
    Some(longest.chars().take(NEEDLE).collect::<String>().trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_the_beginning_of_its_longest_line() {
        assert_eq!(
            needle("да\n\n  приду завтра в семь  \nок").as_deref(),
            Some("приду завтра в семь")
        );
        assert_eq!(needle("а".repeat(200).as_str()).map(|words| words.chars().count()), Some(60));
        assert_eq!(needle(" \n\u{200b}"), None);
    }
}
