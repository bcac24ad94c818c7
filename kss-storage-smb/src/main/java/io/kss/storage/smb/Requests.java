package io.kss.storage.smb;

import jcifs.CIFSContext;
import jcifs.Configuration;
import jcifs.internal.smb2.ServerMessageBlock2Request;
import jcifs.internal.smb2.create.Smb2CreateRequest;
import jcifs.internal.smb2.create.Smb2CreateResponse;
import jcifs.internal.smb2.info.Smb2QueryDirectoryRequest;
import jcifs.internal.smb2.info.Smb2QueryDirectoryResponse;
import jcifs.internal.smb2.info.Smb2SetInfoRequest;
import jcifs.internal.smb2.info.Smb2SetInfoResponse;
import jcifs.internal.smb2.io.Smb2FlushRequest;
import jcifs.internal.smb2.io.Smb2FlushResponse;
import jcifs.internal.smb2.io.Smb2ReadRequest;
import jcifs.internal.smb2.io.Smb2ReadResponse;
import jcifs.internal.smb2.io.Smb2WriteRequest;
import jcifs.internal.smb2.io.Smb2WriteResponse;

/**
 * The requests that matter, each with an answer whose signature is checked: see {@link SignatureCheck}. The library's
 * answers are classes of their own and it makes them itself, so what passes on to the check stands in each of them.
 */
final class Requests {

    private Requests() {}

    static final class Create extends Smb2CreateRequest {

        private final String path;

        Create(Configuration config, String path) {
            super(config, path);
            this.path = path;
        }

        @Override
        protected Smb2CreateResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2CreateResponse> request) {
            return new Smb2CreateResponse(context.getConfig(), path) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }

    static final class Read extends Smb2ReadRequest {

        private final byte[] target;
        private final int at;

        Read(Configuration config, byte[] id, byte[] target, int at) {
            super(config, id, target, at);
            this.target = target;
            this.at = at;
        }

        @Override
        protected Smb2ReadResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2ReadResponse> request) {
            return new Smb2ReadResponse(context.getConfig(), target, at) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }

    static final class Write extends Smb2WriteRequest {

        Write(Configuration config, byte[] id) {
            super(config, id);
        }

        @Override
        protected Smb2WriteResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2WriteResponse> request) {
            return new Smb2WriteResponse(context.getConfig()) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }

    static final class Flush extends Smb2FlushRequest {

        Flush(Configuration config, byte[] id) {
            super(config, id);
        }

        @Override
        protected Smb2FlushResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2FlushResponse> request) {
            return new Smb2FlushResponse(context.getConfig()) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }

    static final class SetInfo extends Smb2SetInfoRequest {

        SetInfo(Configuration config, byte[] id) {
            super(config, id);
        }

        @Override
        protected Smb2SetInfoResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2SetInfoResponse> request) {
            return new Smb2SetInfoResponse(context.getConfig()) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }

    static final class QueryDirectory extends Smb2QueryDirectoryRequest {

        QueryDirectory(Configuration config, byte[] id) {
            super(config, id);
        }

        @Override
        protected Smb2QueryDirectoryResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2QueryDirectoryResponse> request) {
            return new Smb2QueryDirectoryResponse(context.getConfig(), FILE_BOTH_DIRECTORY_INFO) {
                private final SignatureCheck check = new SignatureCheck();

                @Override
                public void reset() {
                    check.reset(this, super::reset);
                }

                @Override
                public void setReadSize(int size) {
                    check.received(size);
                    super.setReadSize(size);
                }

                @Override
                public boolean verifySignature(byte[] buffer, int start, int length) {
                    return check.passes(this, buffer, start);
                }
            };
        }
    }
}
