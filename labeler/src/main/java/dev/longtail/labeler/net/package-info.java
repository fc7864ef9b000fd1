/** How a server is reached: proxies, certificates, and what may be sent in the clear. */
package dev.longtail.labeler.net;
