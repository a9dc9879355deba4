import java.io.DataInputStream;
import java.io.FileInputStream;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Answers MQTT CONNECT over Java's TLS 1.2, one connection after the other: key store and its password as arguments. */
class JsseServer {
	public static void main(String[] words) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(new FileInputStream(words[0]), words[1].toCharArray());
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, words[1].toCharArray());
		SSLContext context = SSLContext.getInstance("TLSv1.2");
		context.init(keys.getKeyManagers(), null, null);
		SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
		System.out.println("port " + server.getLocalPort());
		while (true) {
			try (SSLSocket socket = (SSLSocket) server.accept()) {
				socket.startHandshake();
				DataInputStream input = new DataInputStream(socket.getInputStream());
				byte[] packet = new byte[12];
				input.readFully(packet);
				System.out.println(new String(packet, "ISO-8859-1").contains("MQTT") ? "CONNECT" : "something else");
				System.out.println("records of " + socket.getSession().getApplicationBufferSize());
				socket.getOutputStream().write(new byte[] { 0x20, 2, 0, 0 });
				while (input.read(packet) > 0)
					;
			}
			catch (Exception error) {
				System.out.println(error);
			}
		}
	}
}
