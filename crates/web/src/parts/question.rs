//! A question of a twin to its owner, with the field for the answer.

use domain::QuestionEnd;
use engine::{LONGEST_ANSWER, OwnersQuestion};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::avatar::avatar;
use crate::parts::field::Beside;
use crate::parts::time;
use crate::parts::whose::Names;

/// The code of leaving a question unanswered.
pub(crate) const DROP: &str = "drop";

/// An open question. `typed` is an answer that was not taken; `back` is the page that it stands on, and `names` says
/// to which account or bot its chat belongs, unless the page is about that chat.
pub(crate) fn card(
    lang: Lang,
    asked: &OwnersQuestion,
    typed: Option<&str>,
    back: &str,
    names: Option<&Names>,
) -> Markup {
    let OwnersQuestion { question, chat, end } = asked;
    let action = format!("/questions/{}", question.id);
    let beside = Beside::problem_if(typed.is_some());
    html! {
        li.card.standing.question id={ "q-" (question.id) } {
            @match names {
                None => p.title { span { (t!(lang, "step-asked")) } (time::lately(question.asked_at)) },
                Some(names) => (head(asked, names)),
            }
            p.asked { (question.text) }
            @if !question.proposed.is_empty() {
                div.what {
                    small.note { (t!(lang, "question-would-say")) }
                    div.said { @for text in &question.proposed { p.text { (text) } } }
                }
            }
            @match end {
                Some(QuestionEnd::WroteSince) => {
                    p.note { (t!(lang, "question-wrote-since", other = chat.as_str())) }
                }
                Some(QuestionEnd::NotAnswering) => p.note { (t!(lang, "question-not-answering")) },
                _ => {}
            }
            form.edit method="post" action=(action) {
                input type="hidden" name="back" value=(back);
                // A live page must not take away what was typed: htmx leaves it alone.
                textarea name="text" rows="2" required maxlength=(LONGEST_ANSWER) autocomplete="off"
                    aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()]
                    aria-label=(t!(lang, "question-label")) placeholder=(t!(lang, "question-label"))
                    hx-morph-skip[typed.is_some()] { (typed.unwrap_or_default()) }
                button type="submit" name="action" value="answer" { (t!(lang, "question-answer")) }
                button.plain type="submit" name="action" value=(DROP) formnovalidate {
                    (t!(lang, "question-drop"))
                }
            }
        }
    }
}

/// Who waits for the answer, and since when.
pub(crate) fn head(
    OwnersQuestion { question, chat, .. }: &OwnersQuestion,
    names: &Names,
) -> Markup {
    html! {
        a.person href={ "/accounts/" (question.account) "/chats/" (question.chat) } {
            (avatar(question.chat, chat))
            span.names {
                strong { (chat) }
                small { (time::lately(question.asked_at)) }
                (names.label(question.account))
            }
        }
    }
}
