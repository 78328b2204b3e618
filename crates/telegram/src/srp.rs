//! The proof that one knows the password of two-step verification, without sending it:
//! <https://core.telegram.org/api/srp>.

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types as tl;

use crate::key_exchange::secret;

/// Computes the proof for a challenge, which is good for one attempt. `None` if the challenge is
/// of an unknown kind or unsafe. Keeps a processor busy for a tenth of a second.
pub(crate) fn prove(
    challenge: tl::types::account::Password,
    password: &str,
) -> Option<tl::enums::InputCheckPasswordSrp> {
    let tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algo) =
        challenge.current_algo?
    else {
        return None;
    };
    let (srp_id, g_b) = (challenge.srp_id?, challenge.srp_b?);
    if g_b.len() > 256 || !(2..=7).contains(&algo.g) || !check_p_and_g(&algo.p, &algo.g) {
        return None;
    }
    let (m1, a) = calculate_2fa(
        &algo.salt1,
        &algo.salt2,
        &algo.p,
        &algo.g,
        g_b,
        secret::<256>().to_vec(),
        password,
    );
    let proof = tl::types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1: m1.to_vec() };
    Some(proof.into())
}
