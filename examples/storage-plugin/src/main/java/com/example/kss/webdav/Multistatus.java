package com.example.kss.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the answer to a PROPFIND. */
final class Multistatus {

    private static final String DAV = "DAV:";

    private final URI folder;
    private String href = "";
    private boolean isFolder;
    private OptionalLong size = OptionalLong.empty();
    private OptionalLong free = OptionalLong.empty();
    private OptionalLong used = OptionalLong.empty();
    private Optional<Instant> modified = Optional.empty();

    /** The answer is something else. */
    static final class Nonsense extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Nonsense(Throwable cause) {
            super(cause);
        }
    }

    Multistatus(URI folder) {
        this.folder = folder;
    }

    /** What the answer tells of; without what vanished while the server was looking. */
    List<Entry> entries(InputStream body) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        // A server has no business making us read other files or addresses.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<Entry> entries = new ArrayList<>();
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(body);
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT && DAV.equals(xml.getNamespaceURI())) {
                    start(xml);
                } else if (event == XMLStreamConstants.END_ELEMENT && is(xml, "response")) {
                    if (isFolder || size.isPresent()) {
                        entries.add(new Entry(path(), isFolder, size.orElse(0), free, used, modified));
                    }
                }
            }
            return entries;
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException broken) {
                throw broken;
            }
            throw new Nonsense(e);
        } catch (IllegalArgumentException e) {
            throw new Nonsense(e);
        }
    }

    private void start(XMLStreamReader xml) throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "response" -> {
                href = "";
                isFolder = false;
                size = OptionalLong.empty();
                free = OptionalLong.empty();
                used = OptionalLong.empty();
                modified = Optional.empty();
            }
            case "href" -> href = href.isEmpty() ? xml.getElementText().strip() : href;
            case "collection" -> isFolder = true;
            case "getlastmodified" -> modified = time(xml.getElementText().strip());
            case "getcontentlength" -> size = number(xml);
            case "quota-available-bytes" -> free = number(xml);
            case "quota-used-bytes" -> used = number(xml);
            default -> {}
        }
    }

    /** A time as HTTP writes it, if it is one. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Properties that a server does not know come back empty. */
    private static OptionalLong number(XMLStreamReader xml) throws XMLStreamException {
        String text = xml.getElementText().strip();
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static boolean is(XMLStreamReader xml, String name) {
        return DAV.equals(xml.getNamespaceURI()) && xml.getLocalName().equals(name);
    }

    private String path() {
        String base = folder.getPath();
        String full = folder.resolve(href).getPath();
        String below = full.startsWith(base) ? full.substring(base.length()) : "";
        return below.endsWith("/") ? below.substring(0, below.length() - 1) : below;
    }
}
