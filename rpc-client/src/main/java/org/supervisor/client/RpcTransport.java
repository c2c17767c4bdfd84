package org.supervisor.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.XmlRpcException;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.client.XmlRpcClient;
import org.apache.xmlrpc.client.XmlRpcStreamTransport;
import org.apache.xmlrpc.common.XmlRpcStreamRequestConfig;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/** Carries one call over {@link Http}: the library writes and parses, this moves the bytes. For one thread and one use. */
final class RpcTransport extends XmlRpcStreamTransport {
    private static final int USUAL_REQUEST_BYTES = 512;
    private static final SAXParserFactory PARSERS = hardenedParsers();

    private final Http http;
    private final Duration timeout;
    private String method;
    private Connection connection;
    private HttpReply reply;

    RpcTransport(XmlRpcClient client, Http http, Duration timeout) {
        super(client);
        this.http = http;
        this.timeout = timeout;
    }

    @Override
    public Object sendRequest(XmlRpcRequest request) throws XmlRpcException {
        method = request.getMethodName();
        return super.sendRequest(request);
    }

    @Override
    protected void writeRequest(ReqWriter writer) throws XmlRpcException, IOException, SAXException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_REQUEST_BYTES);
        writer.write(body);
        connection = http.take(Deadline.in(timeout));
        try {
            http.post(connection, body);
        } catch (IOException e) {
            throw http.broken(method, timeout, e);
        }
    }

    @Override
    protected InputStream getInputStream() {
        try {
            reply = HttpReply.receive(connection);
        } catch (IOException e) {
            throw http.broken(method, timeout, e);
        }
        http.requireOk(reply, http.endpoint().rpcPath());
        return reply.body();
    }

    /** Never: nothing we send asks for compression, and inflating has no natural limit. */
    @Override
    protected boolean isResponseGzipCompressed(XmlRpcStreamRequestConfig config) {
        return false;
    }

    @Override
    protected XMLReader newXMLReader() throws XmlRpcException {
        try {
            synchronized (PARSERS) {
                return PARSERS.newSAXParser().getXMLReader();
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new XmlRpcException("this JDK makes no XML parser: " + e.getMessage(), e);
        }
    }

    @Override
    protected void close() {
        if (connection == null) {
            return;
        }
        if (reply != null && reply.isReusable()) {
            http.giveBack(connection);
        } else {
            connection.close();
        }
        connection = null;
    }

    /** The JDK's own parser, without document types: no entities to expand, nothing to fetch. */
    private static SAXParserFactory hardenedParsers() {
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parsers.setValidating(false);
        try {
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's parser cannot refuse document types", e);
        }
        return parsers;
    }
}
