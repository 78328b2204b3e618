//! What is the owner's to answer is asked of the owner, whether the question or the reply touches it.

use super::super::bounds::holds;
use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let left = &reply.made.learner.corrections().bounds.left_to_owner;
    let is_unheard = |word: &str| !reply.spread(word).known && !reply.is_said(word);
    let touches =
        holds(left, reply.made.bubbles, &is_unheard) || holds(left, &reply.asked, &|_| false);
    touches.then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::Case;

    #[test]
    fn what_touches_a_topic_of_the_owners_is_asked_about() {
        let asked = Case::asked("когда вернёшь долги?").leaves_to_owner("долг");
        assert!(asked.asks(Rule::LeftToOwner, "ну ты чего"));
        let other = Case::asked("ну что?").leaves_to_owner("развод");
        assert!(
            other.asks(Rule::LeftToOwner, "да развод этот")
                && !other.asks(Rule::LeftToOwner, "норм")
        );
        assert!(other.asks(Rule::LeftToOwner, "довзар этот"), "turned round");
    }
}
