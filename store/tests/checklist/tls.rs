//! TLS: whose certificate is believed?

use crate::place::{Place, numbers};
use crate::server;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use standin::Standin;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use store::eventstoredb::EventStoreDbError;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// An authority, and what it signed for `localhost`.
struct Authority {
    file: PathBuf,
    server: ServerConfig,
}

fn authority(folder: &TempDir, name: &str) -> Authority {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().unwrap();
    let root = params.self_signed(&root_key).unwrap();
    let file = folder.path().join(name);
    fs::write(&file, root.pem()).unwrap();

    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &root, &root_key).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // Not the default of the process: that one is the client's.
    let mut server = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    server.alpn_protocols = vec![b"h2".to_vec()];
    Authority { file, server }
}

/// Speaks TLS to whoever comes, and hands on what they say; returns its port.
async fn in_front_of(server: SocketAddr, config: ServerConfig) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((line, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Who does not believe the certificate leaves here.
                let Ok(mut line) = acceptor.accept(line).await else { return };
                let mut inner = TcpStream::connect(server).await.unwrap();
                let _ = copy_bidirectional(&mut line, &mut inner).await;
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_a_known_authority_is_believed_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, another) = (authority(&folder, "ours.pem"), authority(&folder, "another.pem"));
    let server = Standin::start();
    let port = in_front_of(server.socket(), ours.server).await;
    let address = |ca: &PathBuf| format!("esdb://localhost:{port}?tlsCaFile={}", ca.display());

    let store = server::open(&address(&ours.file)).await;
    let at = Place { store, start: None };
    at.append("a", None, &[1]).await;
    assert_eq!(numbers(&at.everything().await), [1]);

    let refused = server::try_open(&address(&another.file), None).await;
    let refused = refused.expect_err("it was signed by somebody else");
    // The clients do not say why they could not connect; so the operator is told where to look.
    let is_told = matches!(refused, EventStoreDbError::Unreachable { .. });
    assert!(is_told && refused.to_string().contains("tlsCaFile"), "{refused:?}");
    assert_eq!(server.events_of("proofdesk.a").len(), 1);
}
