//! The key exchange as a client does it. grammers' own knows only Telegram's
//! keys.

use std::net::SocketAddr;
use std::sync::OnceLock;

use grammers_client::tl::{Cursor, Deserializable, Serializable, enums, functions, types};
use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::mtp;
use grammers_mtproto::transport::{Full, Transport};
use grammers_mtsender::{Sender, ServerAddr};
use num_bigint::BigUint;
use sandbox::PublicKey;
use sha1::{Digest, Sha1};

/// How the client hides its secret under the server's RSA key.
#[derive(Clone, Copy)]
pub(crate) enum Padding {
    /// The one in use since 2021.
    RsaPad,
    /// The older one, of Telethon and kurigram.
    Sha1,
}

/// What the client says of itself.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Inner {
    Plain,
    Dc(i32),
    Temp,
    TempDc(i32),
}

pub(crate) async fn exchange(address: SocketAddr, key: &PublicKey) -> [u8; 256] {
    exchange_by(Full::new(), address, key, Padding::RsaPad, Inner::Plain).await
}

pub(crate) async fn exchange_by<T: Transport>(
    transport: T,
    address: SocketAddr,
    public: &PublicKey,
    padding: Padding,
    inner: Inner,
) -> [u8; 256] {
    let address = ServerAddr::Tcp { address };
    let mut sender = Sender::connect(transport, mtp::Plain::new(), address).await.unwrap();
    let nonce = random();
    let enums::ResPq::Pq(challenge) =
        sender.invoke(&functions::ReqPqMulti { nonce }).await.unwrap();
    assert_eq!(challenge.server_public_key_fingerprints, [public.fingerprint]);
    let server_nonce = challenge.server_nonce;
    let new_nonce = random();
    let pq = challenge.pq;
    let (p, q) = factorize(u64::from_be_bytes(pq.clone().try_into().unwrap()));
    let [p, q] = [p, q].map(|factor| BigUint::from(factor).to_bytes_be());

    let (p_, q_) = (p.clone(), q.clone());
    let inner = match inner {
        Inner::Plain => enums::PQInnerData::Data(types::PQInnerData {
            pq,
            p: p_,
            q: q_,
            nonce,
            server_nonce,
            new_nonce,
        }),
        Inner::Dc(dc) => enums::PQInnerData::Dc(types::PQInnerDataDc {
            pq,
            p: p_,
            q: q_,
            nonce,
            server_nonce,
            new_nonce,
            dc,
        }),
        Inner::Temp => enums::PQInnerData::Temp(types::PQInnerDataTemp {
            pq,
            p: p_,
            q: q_,
            nonce,
            server_nonce,
            new_nonce,
            expires_in: 3600,
        }),
        Inner::TempDc(dc) => enums::PQInnerData::TempDc(types::PQInnerDataTempDc {
            pq,
            p: p_,
            q: q_,
            nonce,
            server_nonce,
            new_nonce,
            dc,
            expires_in: 3600,
        }),
    };
    let offer = sender
        .invoke(&functions::ReqDhParams {
            nonce,
            server_nonce,
            p,
            q,
            public_key_fingerprint: public.fingerprint,
            encrypted_data: encrypt(&inner.to_bytes(), public, padding),
        })
        .await
        .unwrap();
    let enums::ServerDhParams::Ok(offer) = offer else { panic!("no offer") };

    let (aes_key, aes_iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    let mut answer = offer.encrypted_answer;
    aes::ige_decrypt(&mut answer, &aes_key, &aes_iv);
    let mut cursor = Cursor::from_slice(&answer[20..]);
    let enums::ServerDhInnerData::Data(dh) =
        enums::ServerDhInnerData::deserialize(&mut cursor).unwrap();
    assert_eq!(Sha1::digest(&answer[20..20 + cursor.pos()])[..], answer[..20]);
    check_group(&dh.dh_prime, dh.g);

    let prime = BigUint::from_bytes_be(&dh.dh_prime);
    let b = BigUint::from_bytes_be(&random::<256>());
    let g_b = BigUint::from(dh.g as u32).modpow(&b, &prime).to_bytes_be();
    let reply: enums::ClientDhInnerData =
        types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b }.into();
    let reply = reply.to_bytes();
    let mut encrypted_data = [&Sha1::digest(&reply)[..], &reply].concat();
    encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0);
    aes::ige_encrypt(&mut encrypted_data, &aes_key, &aes_iv);
    let done = sender
        .invoke(&functions::SetClientDhParams { nonce, server_nonce, encrypted_data })
        .await
        .unwrap();

    let shared = BigUint::from_bytes_be(&dh.g_a).modpow(&b, &prime).to_bytes_be();
    let mut key = [0; 256];
    key[256 - shared.len()..].copy_from_slice(&shared);
    let enums::SetClientDhParamsAnswer::DhGenOk(done) = done else { panic!("no key") };
    let hash = AuthKey::from_bytes(key).calc_new_nonce_hash(&new_nonce, 1);
    assert_eq!(done.new_nonce_hash1, hash);
    key
}

/// Telegram's prime is proven to be one, which takes long, and then known by
/// heart.
fn check_group(prime: &[u8], g: i32) {
    static PROVEN: OnceLock<(Vec<u8>, i32)> = OnceLock::new();
    let (known, generator) = PROVEN.get_or_init(|| {
        assert!(grammers_crypto::two_factor_auth::check_p_and_g(prime, &g));
        (prime.to_vec(), g)
    });
    assert!(known == prime && *generator == g, "the sandbox has one group");
}

pub(crate) fn encrypt(data: &[u8], public: &PublicKey, padding: Padding) -> Vec<u8> {
    let n = BigUint::from_bytes_be(&public.modulus);
    match padding {
        Padding::RsaPad => {
            let key = rsa::Key::new(&n.to_string(), "65537").unwrap();
            rsa::encrypt_hashed(data, &key, &random())
        }
        Padding::Sha1 => {
            let mut block = [&Sha1::digest(data)[..], data].concat();
            block.resize(255, 7);
            let e = BigUint::from(65537u32);
            let number = BigUint::from_bytes_be(&block).modpow(&e, &n).to_bytes_be();
            [vec![0; 256 - number.len()], number].concat()
        }
    }
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
