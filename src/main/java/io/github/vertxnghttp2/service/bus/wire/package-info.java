/**
 * The wire format on the event bus: what messages look like. The guide specifies it: the frames of streams in the
 * chapter "Streams over the event bus", requests and replies in the chapters about {@code nghttp2:server} and the
 * client service.
 *
 * <table>
 * <caption>Where a part of the format stands</caption>
 * <tr><td>the frames of a stream (HEAD, DATA, END, CREDIT, RESET, PING, PONG)</td><td>{@link BusFrame}</td></tr>
 * <tr><td>their bytes in {@code buffer} form</td><td>{@link BusFrameBytes}</td></tr>
 * <tr><td>their JSON form</td><td>{@link BusFrameJson}</td></tr>
 * <tr><td>OPEN and ACCEPT</td><td>{@link BusOpening}</td></tr>
 * <tr><td>header and trailer fields in JSON</td><td>{@link JsonFields}</td></tr>
 * <tr><td>bodies in JSON</td><td>{@link JsonBytes}</td></tr>
 * <tr><td>the headers of messages in {@code buffer} form</td><td>{@link MessageHeaders}</td></tr>
 * <tr><td>requests to the client service, and its responses</td><td>{@link ServiceRequestJson},
 * {@link ServiceResponseJson}</td></tr>
 * </table>
 *
 * <p>Imports {@code frame} only.
 */
package io.github.vertxnghttp2.service.bus.wire;
