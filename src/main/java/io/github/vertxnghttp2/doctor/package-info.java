/** The command {@code doctor URL}: tries a server, and says of each thing how it is and what to change. Internal. */
package io.github.vertxnghttp2.doctor;
